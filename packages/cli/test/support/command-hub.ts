import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AlipayClient } from '@lingpai/alipay';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { type ApplicationCredentials, type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { freePort } from '../../../database/test/support/free-port.js';
import { makeTestFolder } from '../../../database/test/support/test-folder.js';
import { CommandLine } from './command-line.js';

/** A hub that `lingpai init` configured and `lingpai serve` runs, on SQLite in a folder of its own, next to a sandbox. */
export class CommandHub implements AsyncDisposable {
  readonly folder: string = makeTestFolder('lingpai-cli-hub-');
  readonly port: number;
  #serve: CommandLine | undefined;
  #sandbox: RunningSandbox | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  /** Writes the configuration; nothing runs yet. */
  static async configure(): Promise<CommandHub> {
    const hub = new CommandHub(await freePort());
    const init = hub.run('init', '--port', String(hub.port));
    if ((await init.exitCode()) !== 0) throw new Error(`not configured: ${init.errors}`);
    return hub;
  }

  /** Also starts the hub and a sandbox, with one application. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<CommandHub> {
    const hub = await CommandHub.configure();
    try {
      const [sandbox] = await Promise.all([startSandbox(), hub.serve(environment)]);
      hub.#sandbox = sandbox;
      const { appId, privateKey, alipayPublicKey } = hub.app;
      const body = { appId, endpoint: sandbox.endpoint, keys: { privateKey, alipayPublicKey } };
      const added = await hub.request('POST', '/v1/apps', body);
      if (added.status !== 201) throw new Error(`the application was not added: ${await added.text()}`);
      sandbox.updateApplication(appId, { redirectUris: [`${hub.address}/callback/${appId}`] });
    } catch (error) {
      await hub[Symbol.asyncDispose]();
      throw error;
    }
    return hub;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get adminKey(): string {
    return readFileSync(join(this.folder, 'admin-key'), 'utf8').trim();
  }

  get sandbox(): RunningSandbox {
    if (this.#sandbox === undefined) throw new Error('there is no sandbox');
    return this.#sandbox;
  }

  get app(): ApplicationCredentials {
    return this.sandbox.app('key');
  }

  /** `lingpai serve`, once it listens. */
  async serve(environment: Readonly<Record<string, string>> = {}): Promise<CommandLine> {
    // The machine of the tests may be busy with others.
    const busy = { LINGPAI_LIMITS_EVENT_LOOP_DELAY: '0' };
    const place = { folder: this.folder, environment: { ...busy, ...environment } };
    this.#serve = new CommandLine(place, 'serve', '--config', 'lingpai.config.yaml');
    await this.#serve.until('the hub listens');
    return this.#serve;
  }

  /** Stops the hub, and starts it in another environment. */
  async serveAgain(environment: Readonly<Record<string, string>>): Promise<CommandLine> {
    await this.#serve?.stop();
    return this.serve(environment);
  }

  /** A command in the folder of the hub. */
  run(...args: readonly string[]): CommandLine {
    return new CommandLine({ folder: this.folder }, ...args);
  }

  request(method: string, path: string, body?: object): Promise<Response> {
    const headers = { authorization: `Bearer ${this.adminKey}` };
    if (body === undefined) return fetch(this.address + path, { method, headers });
    const json = { ...headers, 'content-type': 'application/json' };
    return fetch(this.address + path, { method, headers: json, body: JSON.stringify(body) });
  }

  /** A merchant consents, and comes back without a state. */
  async grant(authAppId: string): Promise<void> {
    const { appId } = this.app;
    const query = new URLSearchParams({ app_id: appId, app_auth_code: this.consent(authAppId) });
    const response = await fetch(`${this.address}/callback/${appId}?${query}`);
    if (response.status !== 200) throw new Error(`not authorized: ${response.status}`);
  }

  /** A merchant consents at the sandbox. @returns the code */
  consent(authAppId: string): string {
    const merchantApplications = [{ authAppId, userId: '2088000000000001', kind: 'WEBAPP' as const }];
    return this.sandbox.consent({ appId: this.app.appId, merchantApplications }).app_auth_code;
  }

  /** A merchant consents, and another system than the hub redeems the code. */
  async grantElsewhere(authAppId: string): Promise<{ appAuthToken: string; appRefreshToken: string }> {
    const { appId, privateKey = '', alipayPublicKey = '' } = this.app;
    const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: this.sandbox.endpoint });
    const code = this.consent(authAppId);
    const tokens = await new AlipayOpenAuthTokenApi(client).app({ grant_type: 'authorization_code', code });
    return { appAuthToken: String(tokens.app_auth_token), appRefreshToken: String(tokens.app_refresh_token) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#serve?.stop('SIGKILL');
    await this.#sandbox?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
