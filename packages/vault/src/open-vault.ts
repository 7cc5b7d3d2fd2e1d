import { openContext } from './opening/open-context.js';
import { resolveOptions } from './options/resolve-options.js';
import type { VaultOptions } from './options/vault-options.js';
import { flushSpool } from './spool/flush-spool.js';
import { Vault } from './vault.js';

/**
 * Opens a vault: connects, brings the tables up to this version, and compares the master keys with those that sealed
 * it.
 *
 * ```ts
 * import type { AlipayClient } from '@lingpai/alipay';
 * import { openVault } from '@lingpai/vault';
 *
 * async function main(client: AlipayClient, masterKey: string, code: string, state: string) {
 *   const vault = await openVault({
 *     applications: [{ client }],
 *     database: 'sqlite:./lingpai.db',
 *     masterKeys: { current: 'k1', keys: { k1: masterKey } },
 *     spoolDirectory: './spool',
 *   });
 *   const running = vault.start();
 *   const [authorization] = await vault.redeem({ appId: client.appId, code, state });
 *   if (authorization) return vault.merchant(client.appId, authorization.authAppId);
 *   await running.stop();
 *   await vault.close();
 * }
 * ```
 *
 * @throws TypeError naming the option that is wrong
 * @throws VaultError when the database cannot be reached, is of a newer version, a copy, of another Alipay, or sealed
 * with other keys
 */
export async function openVault(options: VaultOptions): Promise<Vault> {
  const resolved = resolveOptions(options);
  const context = await openContext(resolved);
  try {
    await flushSpool(context);
  } catch (cause) {
    context.report({ kind: 'worker', message: 'the spool could not be stored yet', cause });
  }
  return new Vault(context, resolved.onEvent);
}
