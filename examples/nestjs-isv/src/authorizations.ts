import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AlipayClient } from '@lingpai/alipay';
import { openVault, type RunningVault, type Vault } from '@lingpai/vault';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Settings } from './settings.js';

/** The vault holds what merchants granted. */
@Injectable()
export class Authorizations implements OnApplicationShutdown {
  readonly appId: string;
  readonly vault: Vault;
  readonly #running: RunningVault;

  private constructor(appId: string, vault: Vault) {
    this.appId = appId;
    this.vault = vault;
    this.#running = vault.start();
  }

  static async open({ baseUrl, client, masterKey, folder }: Settings): Promise<Authorizations> {
    mkdirSync(folder, { recursive: true });
    const { appId } = client;
    const vault = await openVault({
      applications: [{ client: new AlipayClient(client), redirectUri: `${baseUrl}/alipay/callback/${appId}` }],
      database: `sqlite:${join(folder, 'lingpai.db')}`,
      masterKeys: { current: 'k1', keys: { k1: masterKey } },
      spoolDirectory: join(folder, 'spool'),
      onReport: ({ kind, message }) => console.error(kind, message),
    });
    return new Authorizations(appId, vault);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#running.stop();
    await this.vault.close();
  }
}
