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
  const query = database
    .selectFrom('authorization')
    .selectAll()
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId);
  return (store.locksRows ? query.forUpdate() : query).executeTakeFirst();
}

/** The same, with an empty tombstone where there is none: what is known of it decides what becomes of that. */
export async function lockOrCreateAuthorization(
  store: Store,
  database: Database,
  key: AuthorizationKey,
  now: number,
): Promise<AuthorizationRow> {
  const found = await lockAuthorization(store, database, key);
  if (found !== undefined) return found;
  const empty = emptyRow(key, now);
  if (await insertMissing(store, database, 'authorization', empty)) return empty;
  const created = await lockAuthorization(store, database, key);
  if (created === undefined) throw new Error('a row that another transaction inserted is not there');
  return created;
}

function emptyRow({ appId, authAppId }: AuthorizationKey, now: number): AuthorizationRow {
  return {
    app_id: appId,
    auth_app_id: authAppId,
    user_id: null,
    state: 'withdrawn',
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
    withdrawn_at: null,
    due_at: null,
    attempts: 0,
    alert_at: null,
    probe_at: null,
    claim_owner: null,
    claim_until: null,
    rotated_until: null,
    claimed: 0,
    reference: null,
    created_at: now,
    updated_at: now,
    event_sequence: 0,
    audit_sequence: 0,
    audit_hash: '',
  };
}
