// A vault with its inner context, which measurements of single parts need.
import { AlipayClient } from '@lingpai/alipay';
import { openContext } from '../../packages/vault/dist/opening/open-context.js';
import { resolveOptions } from '../../packages/vault/dist/options/resolve-options.js';
import { Vault } from '../../packages/vault/dist/vault.js';
import { workerTurns } from '../../packages/vault/dist/workers/start-workers.js';
import { appId } from './merchants.mjs';

const keys = { k1: Buffer.alloc(32, 1), k2: Buffer.alloc(32, 2) };

export function createClient({ endpoint, privateKey, alipayPublicKey }) {
  return new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint });
}

/**
 * @param {{ url: string, folder: string, alipay: any, masterKey?: 'k1' | 'k2', onEvent?: any, [option: string]: any }} options
 * `alipay`: where the stub is, and the keys to speak to it; the rest is options of the vault
 */
export async function openBenchVault({ url, folder, alipay, masterKey = 'k1', onEvent, ...options }) {
  const resolved = resolveOptions({
    applications: [{ client: createClient(alipay) }],
    database: url,
    masterKeys: { current: masterKey, keys },
    spoolDirectory: folder,
    onEvent,
    onReport: ({ kind, message, cause }) => console.error(`${kind}: ${message}`, cause ?? ''),
    ...options,
  });
  const context = await openContext(resolved);
  const vault = new Vault(context, onEvent);
  return { vault, context, turns: workerTurns(context, onEvent) };
}
