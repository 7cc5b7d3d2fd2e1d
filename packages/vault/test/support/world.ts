import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { AlipayClient, signRsa } from '@lingpai/alipay';
import {
  type ApplicationCredentials,
  type MerchantKind,
  type NoticeSnapshot,
  type RunningSandbox,
  type SandboxSettings,
  startSandbox,
} from '@lingpai/sandbox';
import type { VaultContext } from '../../src/context/vault-context.js';
import type { VaultEvent, VaultOptions, VaultReport } from '../../src/index.js';
import { openContext } from '../../src/opening/open-context.js';
import { resolveOptions } from '../../src/options/resolve-options.js';
import { flushSpool } from '../../src/spool/flush-spool.js';
import { Vault } from '../../src/vault.js';
import { type WorkerTurns, workerTurns } from '../../src/workers/start-workers.js';
import type { TestDatabase } from './engines.js';

export const masterKeys = { current: 'k1', keys: { k1: Buffer.alloc(32, 1) } };

/** One process that has the vault open. */
export interface Node extends AsyncDisposable {
  readonly vault: Vault;
  readonly context: VaultContext;
  readonly turns: WorkerTurns;
  readonly events: VaultEvent[];
  readonly reports: VaultReport[];
}

export interface WorldOptions {
  readonly settings?: Partial<SandboxSettings>;
}

/** A local Alipay and a database of its own. */
export class World implements AsyncDisposable {
  readonly sandbox: RunningSandbox;
  readonly database: TestDatabase;
  readonly spoolDirectory: string;
  readonly app: ApplicationCredentials;
  readonly #nodes: Node[] = [];

  private constructor(sandbox: RunningSandbox, database: TestDatabase, spoolDirectory: string) {
    this.sandbox = sandbox;
    this.database = database;
    this.spoolDirectory = spoolDirectory;
    this.app = sandbox.app('key');
  }

  static async create(database: TestDatabase, { settings }: WorldOptions = {}): Promise<World> {
    const sandbox = await startSandbox({ apps: [{ mode: 'key' }, { mode: 'key' }], ...(settings ? { settings } : {}) });
    return new World(sandbox, database, mkdtempSync(join(database.folder, 'world-')));
  }

  get appId(): string {
    return this.app.appId;
  }

  readonly clock = (): number => this.sandbox.sandbox.clock.now();

  client(credentials: ApplicationCredentials = this.app): AlipayClient {
    const { appId, privateKey = '', alipayPublicKey } = credentials;
    return new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: this.sandbox.endpoint, clock: this.clock });
  }

  options(options: Partial<VaultOptions> = {}): VaultOptions {
    return {
      applications: [{ client: this.client(), redirectUri: 'https://isv.example.com/back' }],
      database: this.database.url,
      masterKeys,
      spoolDirectory: this.spoolDirectory,
      clock: this.clock,
      rotationSpacing: 0,
      ...options,
    };
  }

  async open(options: Partial<VaultOptions> = {}): Promise<Node> {
    const events: VaultEvent[] = [];
    const reports: VaultReport[] = [];
    const resolved = resolveOptions(
      this.options({
        onEvent: (event) => void events.push(event),
        onReport: (report) => void reports.push(report),
        ...options,
      }),
    );
    const context = await openContext(resolved);
    await flushSpool(context);
    const vault = new Vault(context, resolved.onEvent);
    const turns = workerTurns(context, resolved.onEvent);
    const node = { vault, context, turns, events, reports, [Symbol.asyncDispose]: () => vault.close() };
    this.#nodes.push(node);
    return node;
  }

  /** A merchant consents. @returns the code */
  consent(...authAppIds: string[]): string {
    return this.consentOf('WEBAPP', ...authAppIds);
  }

  consentOf(kind: MerchantKind, ...authAppIds: string[]): string {
    const authApps = authAppIds.map((authAppId) => ({ authAppId, userId: userIdOf(authAppId), kind }));
    return this.sandbox.consent({ appId: this.appId, authApps }).app_auth_code;
  }

  /** A merchant consents and comes back. */
  async grant(node: Node, ...authAppIds: string[]) {
    return node.vault.redeem({ appId: this.appId, code: this.consent(...authAppIds) });
  }

  cancel(authAppId: string): void {
    this.sandbox.cancel({ appId: this.appId, authAppId });
  }

  /** The newest notice about a merchant application, signed as Alipay does. */
  async notice(authAppId: string, kind?: NoticeSnapshot['kind']): Promise<string> {
    const notice = this.sandbox
      .notices()
      .findLast((one) => one.authAppId === authAppId && (kind === undefined || one.kind === kind));
    if (notice === undefined) throw new Error(`there is no notice about ${authAppId}`);
    return this.sign(notice.fields);
  }

  async sign(fields: Readonly<Record<string, string>>): Promise<string> {
    const text = Object.entries(fields)
      .filter(([, value]) => value !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const sign = await signRsa(Buffer.from(text), this.sandbox.sandbox.alipay.pair.privateKey);
    return new URLSearchParams({ ...fields, sign_type: 'RSA2', sign }).toString();
  }

  /** Calls that spent a code or a refresh token, and were not refused. */
  grants(type: 'authorization_code' | 'refresh_token'): number {
    return this.sandbox
      .requests()
      .filter(({ refusal, fault }) => refusal === null && !undone.includes(fault))
      .filter(({ body }) => body.includes(`"grant_type":"${type}"`)).length;
  }

  snapshot(authAppId: string) {
    const { appId } = this;
    return this.sandbox.state().authorizations.find((one) => one.appId === appId && one.authAppId === authAppId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#nodes.map(({ vault }) => vault.close()));
    await this.sandbox.close();
  }
}

/** Faults of requests that were never acted on. */
const undone: readonly unknown[] = ['drop-before', 'status', 'html'];

/** 16 digits, beginning with 2088. */
export function userIdOf(authAppId: string): string {
  const digits = [...authAppId].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1e12, 7);
  return `2088${String(digits).padStart(12, '0')}`;
}

/** Runs the outbox until it is empty. */
export async function deliverAll({ turns }: Node): Promise<void> {
  while (await turns.outbox());
}

export const randomKey = (): Buffer => randomBytes(32);
