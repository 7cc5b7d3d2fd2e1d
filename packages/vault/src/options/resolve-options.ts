import { randomBytes } from 'node:crypto';
import { AlipayClient } from '@lingpai/alipay';
import { ApplicationCircuit } from '../circuit/application-circuit.js';
import { AlipayClock } from '../clock/alipay-clock.js';
import type { KillPointHook } from '../clock/kill-point.js';
import { type Application, environmentOf } from '../context/application.js';
import type { ReportHook } from '../context/report.js';
import { defaultSettings, type VaultSettings } from '../context/vault-settings.js';
import type { EventHandler } from '../events/deliver-events.js';
import { type ResolvedMasterKeys, resolveMasterKeys } from '../seal/master-keys.js';
import type { RandomBytes } from '../seal/random-bytes.js';
import type { ApplicationOptions, VaultOptions } from './vault-options.js';

/** Options, checked and filled in. */
export interface ResolvedOptions {
  readonly applications: ReadonlyMap<string, Application>;
  readonly database: string;
  readonly connections: number;
  readonly masterKeys: ResolvedMasterKeys;
  readonly spoolDirectory: string;
  readonly place: string | undefined;
  readonly restored: boolean;
  readonly onEvent: EventHandler | undefined;
  readonly report: ReportHook;
  readonly settings: VaultSettings;
  readonly clock: () => number;
  readonly random: RandomBytes;
  readonly onKillPoint: KillPointHook;
}

const known: Record<keyof VaultOptions, true> = {
  applications: true,
  database: true,
  masterKeys: true,
  spoolDirectory: true,
  connections: true,
  place: true,
  restored: true,
  onEvent: true,
  onReport: true,
  callTimeout: true,
  lease: true,
  rotationSpacing: true,
  auditInterval: true,
  cacheEntries: true,
  freshFor: true,
  staleFor: true,
  concurrency: true,
  clock: true,
  random: true,
  onKillPoint: true,
};

/** The settings that are numbers, and the least that each may be. */
const leastSettings: Readonly<Record<keyof VaultSettings, number>> = {
  callTimeout: 1,
  lease: 2,
  rotationSpacing: 0,
  auditInterval: 1,
  cacheEntries: 0,
  freshFor: 0,
  staleFor: 0,
  concurrency: 1,
};

/** @throws TypeError naming the option that is wrong, and what belongs there */
export function resolveOptions(options: VaultOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) throw new TypeError('options: expected an object');
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(known, name)) throw new TypeError(`${name}: there is no such option`);
  }
  const clock = checkFunction(options.clock, 'clock') ?? Date.now;
  const report = checkFunction(options.onReport, 'onReport');
  return Object.freeze({
    applications: resolveApplications(options.applications, clock),
    database: checkText(options.database, 'database', 'an address, such as "sqlite:./lingpai.db"'),
    connections: checkNumber(options.connections ?? 10, 'connections', 1),
    masterKeys: resolveMasterKeys(options.masterKeys),
    spoolDirectory: checkText(options.spoolDirectory, 'spoolDirectory', 'the path of a folder'),
    place: options.place === undefined ? undefined : checkPlace(options.place),
    restored: checkFlag(options.restored, 'restored'),
    onEvent: checkFunction(options.onEvent, 'onEvent'),
    report: harmless(report),
    settings: resolveSettings(options),
    clock,
    random: checkFunction(options.random, 'random') ?? randomBytes,
    onKillPoint: checkFunction(options.onKillPoint, 'onKillPoint') ?? (() => undefined),
  });
}

function resolveSettings(options: VaultOptions): VaultSettings {
  const settings: Record<string, number> = { ...defaultSettings };
  for (const [name, least] of Object.entries(leastSettings)) {
    const given = options[name as keyof VaultSettings];
    if (given !== undefined) settings[name] = checkNumber(given, name, least);
  }
  const { callTimeout = 0, lease = 0 } = settings;
  if (lease < 2 * callTimeout) throw new TypeError('lease: expected twice callTimeout or more');
  return Object.freeze({ ...defaultSettings, ...settings });
}

function resolveApplications(
  applications: readonly ApplicationOptions[],
  clock: () => number,
): ReadonlyMap<string, Application> {
  if (!Array.isArray(applications) || applications.length === 0) {
    throw new TypeError('applications: expected a list of { client, … }');
  }
  const resolved = new Map<string, Application>();
  for (const [index, { client, notifyRule, rotation = 'before-deadline', redirectUri }] of applications.entries()) {
    const name = `applications[${index}]`;
    if (!(client instanceof AlipayClient)) throw new TypeError(`${name}.client: expected an AlipayClient`);
    if (resolved.has(client.appId)) throw new TypeError(`${name}.client: two clients have the same appId`);
    if (notifyRule !== undefined && notifyRule !== 'V1' && notifyRule !== 'V2') {
      throw new TypeError(`${name}.notifyRule: expected 'V1' or 'V2'`);
    }
    checkRotation(rotation, `${name}.rotation`);
    if (redirectUri !== undefined) checkText(redirectUri, `${name}.redirectUri`, 'an address');
    resolved.set(client.appId, {
      appId: client.appId,
      client,
      notifyRule,
      rotation,
      redirectUri,
      alipayClock: new AlipayClock(clock),
      circuit: new ApplicationCircuit(clock),
      environment: environmentOf(client.endpoint),
    });
  }
  return resolved;
}

function checkRotation(rotation: unknown, name: string): void {
  if (rotation === 'before-deadline' || rotation === 'never') return;
  const days = typeof rotation === 'object' && rotation !== null ? Reflect.get(rotation, 'everyDays') : undefined;
  if (typeof days === 'number' && Number.isFinite(days) && days > 0 && days <= 3650) return;
  throw new TypeError(`${name}: expected 'before-deadline', 'never' or { everyDays }`);
}

function checkPlace(place: unknown): string {
  if (typeof place === 'string' && /^[^\p{Cc}]{1,200}$/u.test(place)) return place;
  throw new TypeError('place: expected a name of 1 to 200 characters');
}

function checkText(text: unknown, name: string, expected: string): string {
  if (typeof text === 'string' && text !== '') return text;
  throw new TypeError(`${name}: expected ${expected}`);
}

function checkNumber(value: unknown, name: string, least: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw new TypeError(`${name}: expected a whole number, ${least} or more`);
}

function checkFlag(value: unknown, name: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw new TypeError(`${name}: expected true or false`);
}

function checkFunction<F>(value: F | undefined, name: string): F | undefined {
  if (value === undefined || typeof value === 'function') return value;
  throw new TypeError(`${name}: expected a function`);
}

/** A report that fails must not spoil what is reported. */
function harmless(report: ReportHook | undefined): ReportHook {
  return (one) => {
    try {
      report?.(one);
    } catch {
      // It is the reader's own mistake.
    }
  };
}
