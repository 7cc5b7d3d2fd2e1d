import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import type { PairRow } from '../store/schema.js';
import { type OwnedPair, refreshTokenPlace, tokenPlace } from './store-pairs.js';

/** Opens the `app_auth_token` of a pair. @returns `undefined` if it does not open @throws VaultError `missing-key` */
export function openToken(
  context: VaultContext,
  pair: OwnedPair & Pick<PairRow, 'sealed_token' | 'key_id'>,
): string | undefined {
  const opened = context.keyRing.open({ bytes: pair.sealed_token, keyId: pair.key_id }, tokenPlace(pair));
  return opened.ok ? opened.text : undefined;
}

/** The `app_refresh_token` of a pair; `undefined` when it has none, or it does not open. @throws VaultError `missing-key` */
export function openRefreshToken(context: VaultContext, pair: PairRow): string | undefined {
  if (pair.sealed_refresh_token === null) return undefined;
  const sealed = { bytes: pair.sealed_refresh_token, keyId: pair.key_id };
  const opened = context.keyRing.open(sealed, refreshTokenPlace(pair));
  return opened.ok ? opened.text : undefined;
}

/** Sets a pair aside that does not open, and reports it. The merchant's state does not change. */
export async function quarantinePair(context: VaultContext, database: Database, pair: OwnedPair): Promise<void> {
  await database
    .updateTable('pair')
    .set({ quarantined_at: context.clock() })
    .where('id', '=', pair.id)
    .where('quarantined_at', 'is', null)
    .execute();
  const message = 'a stored pair does not open; it was set aside';
  context.report({ kind: 'quarantined', appId: pair.app_id, authAppId: pair.auth_app_id, message });
}
