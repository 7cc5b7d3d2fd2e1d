import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { AlipayClient, type AlipayClientOptions, type ApplicationKind } from '@lingpai/alipay';
import type { ApplicationCredentials, AuthorizationSnapshot, NotificationSnapshot } from '@lingpai/sandbox';
import type { VaultContext } from '../../src/context/vault-context.js';
import type { VaultEvent, VaultOptions, VaultReport } from '../../src/index.js';
import { openContext } from '../../src/opening/open-context.js';
import { resolveOptions } from '../../src/options/resolve-options.js';
import { flushSpool } from '../../src/spool/flush-spool.js';
import { Vault } from '../../src/vault.js';
import { type WorkerTurns, workerTurns } from '../../src/workers/start-workers.js';
import type { TestDatabase } from './engines.js';
import { LocalAlipay, type LocalAlipayOptions } from './local-alipay.js';

export const masterKeys = { current: 'k1', keys: { k1: Buffer.alloc(32, 1) } };

/** One process that has the vault open. */
export interface Node extends AsyncDisposable {
  readonly vault: Vault;
  readonly context: VaultContext;
  readonly turns: WorkerTurns;
  readonly events: VaultEvent[];
  readonly reports: VaultReport[];
}

/** A local Alipay and a database of its own. */
export class World implements AsyncDisposable {
  readonly sandbox: LocalAlipay;
  readonly database: TestDatabase;
  readonly spoolDirectory: string;
  readonly app: ApplicationCredentials;
  readonly #nodes: Node[] = [];

  private constructor(sandbox: LocalAlipay, database: TestDatabase, spoolDirectory: string) {
    this.sandbox = sandbox;
    this.database = database;
    this.spoolDirectory = spoolDirectory;
    this.app = sandbox.app();
  }

  static async create(database: TestDatabase, options?: LocalAlipayOptions): Promise<World> {
    return new World(await LocalAlipay.start(options), database, mkdtempSync(join(database.folder, 'world-')));
  }

  get appId(): string {
    return this.app.appId;
  }

  readonly clock = (): number => this.sandbox.clock();

  client(
    credentials: ApplicationCredentials = this.app,
    options: Pick<AlipayClientOptions, 'transport' | 'clock'> = {},
  ): AlipayClient {
    const { appId, privateKey = '', alipayPublicKey } = credentials;
    const { endpoint } = this.sandbox;
    return new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint, clock: this.clock, ...options });
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
  consent(...authAppIds: string[]): Promise<string> {
    return this.consentOf('WEBAPP', ...authAppIds);
  }

  async consentOf(kind: ApplicationKind, ...authAppIds: string[]): Promise<string> {
    const merchantApplications = authAppIds.map((authAppId) => ({ authAppId, userId: userIdOf(authAppId), kind }));
    return (await this.sandbox.consent({ appId: this.appId, merchantApplications })).app_auth_code;
  }

  /** A merchant consents and comes back. */
  async grant(node: Node, ...authAppIds: string[]) {
    return node.vault.redeem({ appId: this.appId, code: await this.consent(...authAppIds) });
  }

  async cancel(authAppId: string): Promise<void> {
    await this.sandbox.cancel({ appId: this.appId, authAppId });
  }

  /** The newest notification about a merchant application, as Alipay posts it. */
  async notification(authAppId: string, kind?: NotificationSnapshot['kind']): Promise<string> {
    const notifications = await this.sandbox.notifications();
    const notification = notifications.findLast(
      (one) => one.authAppId === authAppId && (kind === undefined || one.kind === kind),
    );
    if (notification === undefined) throw new Error(`there is no notification about ${authAppId}`);
    return this.sandbox.post(notification);
  }

  /** Calls that used a code or a refresh token, and were not refused. */
  async grants(type: 'authorization_code' | 'refresh_token'): Promise<number> {
    const requests = await this.sandbox.requests();
    return requests
      .filter(({ refusal, fault }) => refusal === null && !undone.includes(fault))
      .filter(({ body }) => body.includes(`"grant_type":"${type}"`)).length;
  }

  /** What Alipay returns for a code, one for each merchant application. */
  async responses(...authAppIds: string[]): Promise<object[]> {
    const { authorizations } = await this.sandbox.state();
    return authorizations
      .filter(({ appId, authAppId }) => appId === this.appId && authAppIds.includes(authAppId))
      .map(({ authAppId, userId, pairs }) => ({
        user_id: userId,
        auth_app_id: authAppId,
        app_auth_token: pairs.at(-1)?.appAuthToken,
        app_refresh_token: pairs.at(-1)?.appRefreshToken,
        expires_in: '31536000',
        re_expires_in: '32140800',
      }));
  }

  async snapshot(authAppId: string): Promise<AuthorizationSnapshot | undefined> {
    const { appId } = this;
    const { authorizations } = await this.sandbox.state();
    return authorizations.find((one) => one.appId === appId && one.authAppId === authAppId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#nodes.map(({ vault }) => vault.close()));
    await this.sandbox[Symbol.asyncDispose]();
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
