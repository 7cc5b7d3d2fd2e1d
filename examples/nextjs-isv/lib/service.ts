import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AlipayClient } from '@lingpai/alipay';
import type { AlipayHandler } from '@lingpai/alipay/handler';
import { openVault, type Vault } from '@lingpai/vault';
import { Orders } from './orders';
import { settingsFromEnvironment } from './settings';

export interface Service {
  readonly appId: string;
  readonly baseUrl: string;
  /** It holds what merchants granted. */
  readonly vault: Vault;
  readonly orders: Orders;
  /** `/alipay/callback/<appId>` and `/alipay/notify/<appId>`. */
  readonly alipay: AlipayHandler;
}

/** Next.js loads this file once for each bundle, and again after changes; the vault is opened once per process. */
const shared = globalThis as typeof globalThis & { isvService?: Promise<Service> };

export function service(): Promise<Service> {
  shared.isvService ??= openService();
  return shared.isvService;
}

async function openService(): Promise<Service> {
  const { baseUrl, client, masterKey, folder } = settingsFromEnvironment();
  const { appId } = client;
  mkdirSync(folder, { recursive: true });
  const vault = await openVault({
    applications: [{ client: new AlipayClient(client), redirectUri: `${baseUrl}/alipay/callback/${appId}` }],
    database: `sqlite:${join(folder, 'lingpai.db')}`,
    masterKeys: { current: 'k1', keys: { k1: masterKey } },
    spoolDirectory: join(folder, 'spool'),
    onReport: ({ kind, message }) => console.error(kind, message),
  });
  vault.start();
  const orders = new Orders();
  const alipay = vault.handler({
    basePath: '/alipay',
    onCallback: ({ outcome }) => (outcome === 'authorized' ? Response.redirect(`${baseUrl}/`, 303) : undefined),
    on: {
      tradeStatus: ({ outTradeNo, tradeStatus, totalAmount }) => {
        orders.update(outTradeNo, tradeStatus, totalAmount);
      },
    },
  });
  return { appId, baseUrl, vault, orders, alipay };
}
