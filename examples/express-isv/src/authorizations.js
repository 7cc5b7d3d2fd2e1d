import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AlipayClient } from '@lingpai/alipay';
import { openVault } from '@lingpai/vault';

/**
 * The vault holds what merchants granted.
 *
 * @param {import('./settings.js').Settings} settings
 */
export async function openAuthorizations({ baseUrl, client: options, masterKey, folder }) {
  mkdirSync(folder, { recursive: true });
  const { appId } = options;
  const vault = await openVault({
    applications: [{ client: new AlipayClient(options), redirectUri: `${baseUrl}/alipay/callback/${appId}` }],
    database: `sqlite:${join(folder, 'lingpai.db')}`,
    masterKeys: { current: 'k1', keys: { k1: masterKey } },
    spoolDirectory: join(folder, 'spool'),
    onReport: ({ kind, message }) => console.error(kind, message),
  });
  return { appId, baseUrl, vault, running: vault.start() };
}

/** @typedef {Awaited<ReturnType<typeof openAuthorizations>>} Authorizations */
