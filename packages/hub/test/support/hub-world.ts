import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Store } from '@lingpai/database';
import {
  type ApplicationCredentials,
  type RunningSandbox,
  type StartSandboxOptions,
  startSandbox,
} from '@lingpai/sandbox';
import { freePort } from '../../../database/test/support/free-port.js';
import { templateFile } from '../../../database/test/support/template-file.js';
import { createDatabase, type EngineName, type TestDatabase } from '../../../database/test/support/test-database.js';
import { makeTestFolder } from '../../../database/test/support/test-folder.js';
import { openStore } from '../../../vault/src/store/store.js';
import { checkSettings } from '../../src/config/check-settings.js';
import type { SettingsTree } from '../../src/config/load-settings.js';
import { type RunningHub, startHub } from '../../src/start-hub.js';
import { hubMigrations } from '../../src/store/hub-migrations.js';
import type { HubSchema } from '../../src/store/hub-schema.js';
import { dumpDatabase } from './dump-database.js';
import { type HubResponse, type RequestOptions, requestHub } from './request-hub.js';

export const adminKey = `lpk_${'a'.repeat(43)}`;
export const masterKey: string = Buffer.alloc(32, 7).toString('base64');

export interface HubWorldOptions {
  readonly engine?: EngineName;
  /** Settings that differ from the world's own, for every node. */
  readonly settings?: SettingsTree;
  /** Settings of the local Alipay that differ from its own. */
  readonly alipay?: StartSandboxOptions['settings'];
}

/** One node of the hub, and requests to it. */
export interface HubNode {
  readonly hub: RunningHub;
  readonly address: string;
  /** Every line of its log. */
  readonly log: string[];
  /** With the admin key, unless the options say otherwise. */
  request(method: string, path: string, options?: RequestOptions): Promise<HubResponse>;
}

/** A hub on a database of its own, next to a local Alipay, with one application in key mode. */
export class HubWorld implements AsyncDisposable {
  readonly sandbox: RunningSandbox;
  readonly database: TestDatabase;
  readonly app: ApplicationCredentials;
  readonly nodes: HubNode[] = [];
  readonly #settings: SettingsTree;
  #ahead = 0;
  #last = 0;
  readonly #folder = makeTestFolder('lingpai-hub-');

  private constructor(sandbox: RunningSandbox, database: TestDatabase, settings: SettingsTree) {
    this.sandbox = sandbox;
    this.database = database;
    this.app = sandbox.app('key');
    this.#settings = settings;
  }

  /** Starts one node, and adds the application to it. */
  static async start({ engine = 'sqlite', settings = {}, alipay = {} }: HubWorldOptions = {}): Promise<HubWorld> {
    const [sandbox, database] = await Promise.all([startSandbox({ settings: alipay }), createDatabase(engine)]);
    if (engine === 'sqlite') await createTables(database);
    const world = new HubWorld(sandbox, database, settings);
    try {
      const node = await world.startNode();
      const added = await node.request('POST', '/v1/apps', { body: world.newApplication() });
      if (added.status !== 201) throw new Error(`the application was not added: ${added.text}`);
      const { callbackUrl, notifyUrl } = added.json;
      sandbox.updateApplication(world.appId, { redirectUris: [callbackUrl], notifyUrl });
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
    return world;
  }

  get appId(): string {
    return this.app.appId;
  }

  /** The first node. */
  get node(): HubNode {
    const [node] = this.nodes;
    if (node === undefined) throw new Error('there is no node');
    return node;
  }

  /** What `POST /v1/apps` takes. */
  newApplication({ appId, privateKey, alipayPublicKey }: ApplicationCredentials = this.app): object {
    return { appId, endpoint: this.sandbox.endpoint, keys: { privateKey, alipayPublicKey } };
  }

  /** A new one: for a node that is to have that of another one. */
  spoolDirectory(): string {
    return join(this.#folder, `spool-${randomBytes(4).toString('hex')}`);
  }

  /** Settings of a node; each has a spool folder of its own. */
  async settings(differing: SettingsTree = {}): Promise<SettingsTree> {
    const port = await freePort();
    return {
      publicUrl: `http://127.0.0.1:${port}`,
      listen: { host: '127.0.0.1', port },
      database: { url: this.database.url, connections: 4 },
      spoolDirectory: this.spoolDirectory(),
      masterKeys: { current: 'k1', keys: { k1: masterKey } },
      adminKey,
      // The machine of the tests may be busy with others.
      limits: { eventLoopDelay: 0 },
      // Whether the console is built makes no difference to the tests.
      console: { enabled: false },
      ...this.#settings,
      ...differing,
    };
  }

  /** Starts a further node on the same database. */
  async startNode(differing: SettingsTree = {}): Promise<HubNode> {
    const log: string[] = [];
    const settings = checkSettings(await this.settings(differing));
    const clock = () => this.#now();
    const hub = await startHub(settings, { clock, logTo: { write: (line) => void log.push(line) } });
    const node: HubNode = {
      hub,
      address: hub.address,
      log,
      request: (method, path, options) => requestHub(hub.address, method, path, { key: adminKey, ...options }),
    };
    this.nodes.push(node);
    return node;
  }

  /** Never the same twice: who looks twice sees time pass, as it does on a busy machine. */
  #now(): number {
    this.#last = Math.max(this.#last + 1, Date.now() + this.#ahead);
    return this.#last;
  }

  /** Puts the clocks of all nodes forward; leases go by the database's clock, which stays. */
  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
  }

  /** A new API key. */
  async createKey(scopes: readonly string[], more: object = {}): Promise<string> {
    const { json, text } = await this.node.request('POST', '/v1/keys', { body: { name: 'test', scopes, ...more } });
    if (typeof json?.key !== 'string') throw new Error(`no key: ${text}`);
    return json.key;
  }

  /** A merchant consents at the local Alipay. @returns the code */
  consent(...authAppIds: string[]): string {
    const merchantApplications = authAppIds.map((authAppId) => ({
      authAppId,
      userId: '2088000000000001',
      kind: 'WEBAPP' as const,
    }));
    return this.sandbox.consent({ appId: this.appId, merchantApplications }).app_auth_code;
  }

  /** A merchant consents and comes back without a state. */
  async grant(...authAppIds: string[]): Promise<void> {
    const query = new URLSearchParams({ app_id: this.appId, app_auth_code: this.consent(...authAppIds) });
    const { status, text } = await this.node.request('GET', `/callback/${this.appId}?${query}`, { key: null });
    if (status !== 200) throw new Error(`the merchant was not authorized: ${status} ${text}`);
  }

  /** A merchant comes back from Alipay's page with its state. @param url of the consent link */
  async returnFrom(url: string, parameters: Readonly<Record<string, string>>): Promise<HubResponse> {
    const query = new URLSearchParams({ app_id: this.appId, ...parameters, state: this.stateOf(url) });
    return this.node.request('GET', `/callback/${this.appId}?${query}`, { key: null });
  }

  /** The state of a consent link. */
  stateOf(url: string): string {
    return stateOf(url);
  }

  /** Everything in the database, as text. */
  dump(): Promise<string> {
    return dumpDatabase(this.database.url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map(({ hub }) => hub.stop()));
    await this.sandbox.close();
    await this.database.drop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Fills a SQLite file as the first start of a hub does. */
async function createTables({ url }: TestDatabase): Promise<void> {
  const openHub = (template: string) => Store.open<HubSchema>({ url: template, migrations: hubMigrations });
  const openVault = (template: string) => openStore({ url: template });
  writeFileSync(url.replace(/^sqlite:/, ''), await templateFile('hub', openHub, openVault));
}

/** The state in the address of either form of consent page. */
function stateOf(url: string): string {
  const { searchParams } = new URL(url);
  const bizData = searchParams.get('bizData');
  const state = bizData === null ? searchParams.get('state') : JSON.parse(bizData).agentOpParam.state;
  if (typeof state !== 'string') throw new Error('the consent link has no state');
  return state;
}
