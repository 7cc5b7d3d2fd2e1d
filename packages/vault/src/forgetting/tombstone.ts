import type { AuthorizationKey } from '../context/vault-context.js';
import type { VaultSecret } from '../seal/vault-secret.js';
import type { Database } from '../store/engine.js';

/** Recognises a merchant application that was forgotten without naming it. */
export function tombstoneKey(secret: VaultSecret, { appId, authAppId }: AuthorizationKey): string {
  return secret.fingerprint(appId, `forgotten ${authAppId}`);
}

/** Leaves out merchant applications that were forgotten and have not come back. */
export async function withoutForgotten(
  secret: VaultSecret,
  database: Database,
  appId: string,
  authAppIds: readonly string[],
): Promise<string[]> {
  const tombstones = await readTombstones(secret, database, appId, authAppIds);
  if (tombstones.size === 0) return [...authAppIds];
  const rows = await database
    .selectFrom('authorization')
    .select('auth_app_id')
    .where('app_id', '=', appId)
    .where('auth_app_id', 'in', [...tombstones.keys()])
    .execute();
  const back = new Set(rows.map(({ auth_app_id }) => auth_app_id));
  return authAppIds.filter((authAppId) => !tombstones.has(authAppId) || back.has(authAppId));
}

/** @returns the counts of deactivations at which they were forgotten, by `auth_app_id`; none for those that were not */
export async function readTombstones(
  secret: VaultSecret,
  database: Database,
  appId: string,
  authAppIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (authAppIds.length === 0) return new Map();
  const names = new Map(authAppIds.map((authAppId) => [tombstoneKey(secret, { appId, authAppId }), authAppId]));
  const rows = await database
    .selectFrom('tombstone')
    .select(['fingerprint', 'deactivation'])
    .where('app_id', '=', appId)
    .where('fingerprint', 'in', [...names.keys()])
    .execute();
  return new Map(rows.map(({ fingerprint, deactivation }) => [names.get(fingerprint) ?? '', deactivation]));
}
