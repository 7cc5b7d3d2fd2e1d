import { randomBytes } from 'node:crypto';
import type { KillPointHook } from '../clock/kill-point.js';
import { checkSealedTables, type SealedTable } from '../companion/sealed-table.js';
import type { Application } from '../context/application.js';
import type { ReportHook } from '../context/report.js';
import { defaultSettings, type VaultSettings } from '../context/vault-settings.js';
import type { EventHandler } from '../events/event-deliveries.js';
import { type ResolvedMasterKeys, resolveMasterKeys } from '../seal/master-keys.js';
import type { RandomBytes } from '../seal/random-bytes.js';
import type { VaultStoreOptions } from '../store/store.js';
import { checkFlag, checkFunction, checkMembers, checkNumber, checkText, type OptionNames } from './check-options.js';
import { resolveApplications } from './resolve-applications.js';
import { resolveRetention } from './retention-options.js';
import { safeReport } from './safe-report.js';
import type { VaultOptions } from './vault-options.js';

/** Options, checked and filled in. */
export interface ResolvedOptions {
  readonly applications: readonly Application[];
  readonly store: VaultStoreOptions;
  readonly masterKeys: ResolvedMasterKeys;
  readonly sealedTables: readonly SealedTable[];
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

const known: OptionNames<VaultOptions> = {
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
  eventTimeout: true,
  concurrency: true,
  retention: true,
  connectTimeout: true,
  readTimeout: true,
  statementTimeout: true,
  create: true,
  allowWeakDurability: true,
  clock: true,
  random: true,
  sealedTables: true,
  onKillPoint: true,
};

type NumberSetting = Exclude<keyof VaultSettings, 'retention'>;

/** The settings that are numbers, and the least that each may be. */
const leastSettings: Readonly<Record<NumberSetting, number>> = {
  callTimeout: 1,
  lease: 2,
  rotationSpacing: 0,
  auditInterval: 1,
  cacheEntries: 0,
  freshFor: 0,
  staleFor: 0,
  eventTimeout: 1,
  concurrency: 1,
};

/** @throws TypeError naming the option that is wrong, and what belongs there */
export function resolveOptions(options: VaultOptions): ResolvedOptions {
  checkMembers(options, '', known);
  const clock = checkFunction(options.clock, 'clock') ?? Date.now;
  const report = checkFunction(options.onReport, 'onReport');
  return Object.freeze({
    applications: resolveApplications(options.applications, clock),
    store: resolveStore(options),
    masterKeys: resolveMasterKeys(options.masterKeys),
    sealedTables: checkSealedTables(options.sealedTables),
    spoolDirectory: checkText(options.spoolDirectory, 'spoolDirectory', 'the path of a folder'),
    place: options.place === undefined ? undefined : checkPlace(options.place),
    restored: checkFlag(options.restored, 'restored'),
    onEvent: checkFunction(options.onEvent, 'onEvent'),
    report: safeReport(report),
    settings: resolveSettings(options),
    clock,
    random: checkFunction(options.random, 'random') ?? randomBytes,
    onKillPoint: checkFunction(options.onKillPoint, 'onKillPoint') ?? (() => undefined),
  });
}

function resolveStore(options: VaultOptions): VaultStoreOptions {
  return Object.freeze({
    url: checkText(options.database, 'database', 'an address, such as "sqlite:./lingpai.db"'),
    connections: checkNumber(options.connections ?? 10, 'connections', 1),
    connectTimeout: checkNumber(options.connectTimeout ?? 5_000, 'connectTimeout', 1),
    readTimeout: checkNumber(options.readTimeout ?? 5_000, 'readTimeout', 1),
    statementTimeout: checkNumber(options.statementTimeout ?? 20_000, 'statementTimeout', 1),
    create: checkFlag(options.create, 'create'),
    allowWeakDurability: checkFlag(options.allowWeakDurability, 'allowWeakDurability'),
  });
}

/** Milliseconds for which a token may be served from memory: Alipay accepts a replaced one for 10 minutes. */
const longestCached = 9 * 60_000;

function resolveSettings(options: VaultOptions): VaultSettings {
  const settings: { -readonly [name in keyof VaultSettings]: VaultSettings[name] } = { ...defaultSettings };
  for (const [name, least] of Object.entries(leastSettings) as [NumberSetting, number][]) {
    const given = options[name];
    if (given !== undefined) settings[name] = checkNumber(given, name, least);
  }
  if (settings.lease < 2 * settings.callTimeout) throw new TypeError('lease: expected twice callTimeout or more');
  for (const name of ['freshFor', 'staleFor'] as const) {
    if (settings[name] > longestCached) {
      throw new TypeError(`${name}: expected at most ${longestCached}; a replaced token expires after 10 minutes`);
    }
  }
  settings.retention = resolveRetention(options.retention);
  return Object.freeze(settings);
}

function checkPlace(place: unknown): string {
  if (typeof place === 'string' && /^[^\p{Cc}]{1,200}$/u.test(place)) return place;
  throw new TypeError('place: expected a name of 1 to 200 characters');
}
