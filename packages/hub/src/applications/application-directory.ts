import type { AlipayClient, Transport } from '@lingpai/alipay';
import { isVaultError, type RotationPolicy, type Vault } from '@lingpai/vault';
import type { FastifyBaseLogger } from 'fastify';
import type { HubSettings } from '../config/settings-schema.js';
import { HubError } from '../problems/hub-error.js';
import type { HubStore } from '../store/hub-store.js';
import { type ApplicationKeys, createClient } from './application-keys.js';
import type { ApplicationRow } from './application-table.js';

export interface ApplicationDirectoryOptions {
  readonly settings: HubSettings;
  readonly store: HubStore;
  readonly vault: Vault;
  readonly clock: () => number;
  readonly log: FastifyBaseLogger;
  /** Carries what is sent to Alipay. */
  readonly transport: Transport;
}

/** What a node knows about an application that it serves, or that is disabled. */
interface KnownApplication {
  readonly version: number;
  readonly state: ApplicationRow['state'];
  /** Acts for the application itself; `undefined` while it is disabled. */
  readonly client: AlipayClient | undefined;
}

/** Keeps the applications of the vault in this process the same as those in the database, which every node can change. */
export class ApplicationDirectory {
  readonly #options: ApplicationDirectoryOptions;
  readonly #known = new Map<string, KnownApplication>();
  #refreshing: Promise<void> | undefined;
  #again = false;

  constructor(options: ApplicationDirectoryOptions) {
    this.#options = options;
  }

  /** Where merchants come back to. */
  callbackUrl(appId: string): string {
    return `${this.#options.settings.publicUrl}/callback/${appId}`;
  }

  /** Where Alipay posts notifications to. */
  notifyUrl(appId: string): string {
    return `${this.#options.settings.publicUrl}/notify/${appId}`;
  }

  serves(appId: string): boolean {
    return this.#known.get(appId)?.state === 'enabled';
  }

  /** @throws HubError when the application is unknown or disabled */
  check(appId: string): void {
    if (this.serves(appId)) return;
    if (!this.#known.has(appId))
      throw new HubError('unknown-application', 'there is no such application', { members: { appId } });
    throw new HubError('application-disabled', 'the application is disabled', { members: { appId } });
  }

  /** The client that acts for the application itself. @throws HubError when the application is unknown or disabled */
  client(appId: string): AlipayClient {
    this.check(appId);
    const client = this.#known.get(appId)?.client;
    if (client === undefined)
      throw new HubError('conflict', 'the application cannot be served', { members: { appId } });
    return client;
  }

  /** Reads what changed. A call during another one waits for one that begins afterwards. */
  async refresh(): Promise<void> {
    if (this.#refreshing !== undefined) this.#again = true;
    this.#refreshing ??= this.#refreshUntilDone().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refreshUntilDone(): Promise<void> {
    do {
      this.#again = false;
      await this.#refreshOnce();
    } while (this.#again);
  }

  async #refreshOnce(): Promise<void> {
    const { store } = this.#options;
    const versions = await store.read((database) =>
      database.selectFrom('hub_application').select(['app_id', 'version']).execute(),
    );
    const changed = versions.filter(({ app_id, version }) => this.#known.get(app_id)?.version !== version);
    for (const { app_id } of changed) {
      const row = await store.read((database) =>
        database.selectFrom('hub_application').selectAll().where('app_id', '=', app_id).executeTakeFirst(),
      );
      if (row !== undefined) await this.#take(row);
    }
  }

  /** One that cannot be used keeps none of the others from being served. */
  async #take(row: ApplicationRow): Promise<void> {
    const { vault, log } = this.#options;
    const { app_id: appId, version, state } = row;
    const isServed = vault.applications().some((one) => one.appId === appId);
    let client: AlipayClient | undefined;
    try {
      if (state === 'enabled') {
        const options = this.#vaultOptions(row);
        client = options.client;
        if (isServed) await vault.replaceApplication(options);
        else await vault.addApplication(options);
      } else if (isServed) {
        // What is under way ends with the application as it was.
        this.#known.set(appId, { version, state, client });
        await vault.removeApplication(appId);
      }
      this.#known.set(appId, { version, state, client });
    } catch (err) {
      if (isVaultError(err, ['database', 'closed'])) throw err;
      log.error({ err, appId }, 'an application cannot be served; replace its keys');
    }
  }

  #vaultOptions(row: ApplicationRow) {
    const { settings, vault, clock, log, transport } = this.#options;
    const { app_id: appId, endpoint } = row;
    const place = { table: 'hub_application', row: appId, field: 'sealed_keys' };
    const keys: ApplicationKeys = JSON.parse(vault.unseal({ bytes: row.sealed_keys, keyId: row.key_id }, place));
    const client = createClient(appId, keys, {
      endpoint,
      clock,
      transport,
      timeout: settings.vault.callTimeout,
      onWarning: ({ message }) => log.warn({ appId }, message),
      onCertificateExpiring: ({ certificate, daysLeft }) =>
        log.warn({ appId, certificate, daysLeft }, 'a certificate expires'),
    });
    return {
      client,
      redirectUri: this.callbackUrl(appId),
      rotation: JSON.parse(row.rotation) as RotationPolicy,
      notifyRule: row.notify_rule ?? undefined,
    };
  }
}
