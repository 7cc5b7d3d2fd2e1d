import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import type { Database } from './engine.js';
import { insertMissing } from './insert-missing.js';
import { authorizationCode, checkIntact } from './row-code.js';
import type { AuthorizationRow } from './schema.js';

type RowContext = Pick<VaultContext, 'store' | 'secret'>;

/** Reads an authorization's row and locks it until the transaction ends. @throws VaultError `tampered` */
export async function lockAuthorization(
  context: RowContext,
  database: Database,
  { appId, authAppId }: AuthorizationKey,
): Promise<AuthorizationRow | undefined> {
  return (await lockAuthorizations(context, database, appId, [authAppId])).get(authAppId);
}

/**
 * Locks several rows, always in the same order: two transactions that lock some of the same rows never deadlock.
 *
 * @param skipLocked leave out the rows that another transaction has locked
 * @returns the rows by `auth_app_id`
 * @throws VaultError `tampered` when one of them was changed by something other than the vault
 */
export async function lockAuthorizations(
  context: RowContext,
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
  const rows = await (context.store.locksRows ? locking : query).execute();
  for (const row of rows) checkIntact(context.secret, row);
  return new Map(rows.map((row) => [row.auth_app_id, row]));
}

/** What tombstones say about authorizations that have no row. */
export interface ForgottenKeys {
  /** Those that stay forgotten: no row is created. */
  readonly forgotten: ReadonlySet<string>;
  /** The counts of deactivations at which those that begin anew were forgotten. */
  readonly deactivations: ReadonlyMap<string, number>;
}

/**
 * Locks rows, and creates the missing ones as cancelled: the facts that arrive decide what they become.
 *
 * @param examine what is known of the missing ones
 */
export async function lockOrCreateAuthorizations(
  context: RowContext,
  database: Database,
  appId: string,
  authAppIds: readonly string[],
  now: number,
  examine: (missing: readonly string[]) => Promise<ForgottenKeys>,
): Promise<Map<string, AuthorizationRow>> {
  const rows = await lockAuthorizations(context, database, appId, authAppIds);
  const missing = authAppIds.filter((one) => !rows.has(one));
  const { forgotten, deactivations } = await examine(missing);
  for (const authAppId of missing.filter((one) => !forgotten.has(one))) {
    const empty = emptyRow(context, { appId, authAppId }, now, deactivations.get(authAppId));
    const isNew = await insertMissing(context.store, database, 'authorization', empty);
    const row = isNew ? empty : await lockAuthorization(context, database, { appId, authAppId });
    if (row === undefined) throw new Error('a row that another transaction inserted is not there');
    rows.set(authAppId, row);
  }
  return rows;
}

export function emptyRow(
  { secret }: RowContext,
  { appId, authAppId }: AuthorizationKey,
  now: number,
  deactivation: number = 0,
): AuthorizationRow {
  const row: AuthorizationRow = {
    app_id: appId,
    auth_app_id: authAppId,
    user_id: null,
    state: 'cancelled',
    reason: null,
    pair_id: null,
    grant_id: null,
    generation: 0,
    deactivation,
    contested: null,
    epoch: 0,
    grant_after: null,
    grant_before: null,
    issued_at: null,
    refresh_deadline: null,
    cancelled_at: null,
    due_at: null,
    due_policy: null,
    attempts: 0,
    alert_at: null,
    probe_at: null,
    lease_owner: null,
    lease_until: null,
    rotated_until: null,
    assigned: 0,
    reference: null,
    reference_sequence: 0,
    referenced_at: null,
    requested_kinds: null,
    kinds_sequence: 0,
    grant_trigger: null,
    out_biz_no: null,
    order_id: null,
    isv_ticket: null,
    method_set: null,
    methods_at: null,
    auth_start: null,
    auth_end: null,
    full_delegation: null,
    created_at: now,
    updated_at: now,
    event_sequence: 0,
    audit_sequence: 0,
    audit_hash: '',
    row_code: '',
  };
  return { ...row, row_code: authorizationCode(secret, row) };
}
