import type { AuthorizationKey } from '../context/vault-context.js';
import type { Database } from './engine.js';
import { insertMissing } from './insert-missing.js';
import type { AuthorizationRow } from './schema.js';
import type { Store } from './store.js';

/** Reads an authorization's row, which nobody else can change until the transaction ends. */
export async function lockAuthorization(
  store: Store,
  database: Database,
  { appId, authAppId }: AuthorizationKey,
): Promise<AuthorizationRow | undefined> {
  return (await lockAuthorizations(store, database, appId, [authAppId])).get(authAppId);
}

/**
 * The same for several, always in the same order, so that two who lock some of the same never wait for each other.
 *
 * @param skipLocked leave out what somebody else has locked just now
 * @returns the rows by `auth_app_id`
 */
export async function lockAuthorizations(
  store: Store,
  database: Database,
  appId: string,
  authAppIds: readonly string[],
  { skipLocked = false }: { readonly skipLocked?: boolean } = {},
): Promise<Map<string, AuthorizationRow>> {
  const query = database
    .selectFrom('authorization')
    .selectAll()
    .where('app_id', '=', appId)
    .where('auth_app_id', 'in', authAppIds)
    .orderBy('auth_app_id');
  const locking = skipLocked ? query.forUpdate().skipLocked() : query.forUpdate();
  const rows = await (store.locksRows ? locking : query).execute();
  return new Map(rows.map((row) => [row.auth_app_id, row]));
}

/** With empty tombstones where there are none: what is known of them decides what becomes of that. */
export async function lockOrCreateAuthorizations(
  store: Store,
  database: Database,
  appId: string,
  authAppIds: readonly string[],
  now: number,
): Promise<Map<string, AuthorizationRow>> {
  const rows = await lockAuthorizations(store, database, appId, authAppIds);
  for (const authAppId of authAppIds.filter((one) => !rows.has(one))) {
    const empty = emptyRow({ appId, authAppId }, now);
    const isNew = await insertMissing(store, database, 'authorization', empty);
    const row = isNew ? empty : await lockAuthorization(store, database, { appId, authAppId });
    if (row === undefined) throw new Error('a row that another transaction inserted is not there');
    rows.set(authAppId, row);
  }
  return rows;
}

function emptyRow({ appId, authAppId }: AuthorizationKey, now: number): AuthorizationRow {
  return {
    app_id: appId,
    auth_app_id: authAppId,
    user_id: null,
    state: 'cancelled',
    reason: null,
    pair_id: null,
    grant_id: null,
    generation: 0,
    contested: 0,
    epoch: 0,
    grant_after: null,
    grant_before: null,
    issued_at: null,
    refresh_deadline: null,
    cancelled_at: null,
    due_at: null,
    attempts: 0,
    alert_at: null,
    probe_at: null,
    lease_owner: null,
    lease_until: null,
    rotated_until: null,
    assigned: 0,
    reference: null,
    created_at: now,
    updated_at: now,
    event_sequence: 0,
    audit_sequence: 0,
    audit_hash: '',
  };
}
