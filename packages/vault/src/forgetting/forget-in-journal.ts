import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { openResponse } from '../journal/record-response.js';
import type { Database } from '../store/engine.js';
import type { OperationRow } from '../store/schema.js';

/**
 * Operations stay, as a witness may name them, and say nothing about the merchant. Those that have not ended count as
 * applied: a response that still arrives is dropped.
 */
export async function forgetInJournal(
  context: VaultContext,
  database: Database,
  { appId, authAppId }: AuthorizationKey,
): Promise<void> {
  const erased = {
    auth_app_id: null,
    pair_id: null,
    generation: null,
    reason: null,
    trace_id: null,
    sealed_response: null,
    key_id: null,
    quarantined: 0,
  };
  const own = database.updateTable('operation').where('app_id', '=', appId).where('auth_app_id', '=', authAppId);
  await own
    .set({ state: 'applied', settled_at: context.clock(), ...erased })
    .where('state', 'in', ['started', 'received', 'unknown', 'failed'])
    .execute();
  await own.set(erased).execute();
  for (const operation of await readKeptResponses(database, appId)) {
    if (!names(context, operation, authAppId)) continue;
    const columns = { sealed_response: null, key_id: null, quarantined: 0, trace_id: null };
    await database.updateTable('operation').set(columns).where('id', '=', operation.id).execute();
  }
}

/** Responses to redemptions that were kept because a pair in them is malformed. */
async function readKeptResponses(database: Database, appId: string): Promise<OperationRow[]> {
  return database
    .selectFrom('operation')
    .selectAll()
    .where('key_id', '>', '')
    .where('app_id', '=', appId)
    .where('state', 'in', ['applied', 'failed'])
    .execute();
}

function names(context: VaultContext, operation: OperationRow, authAppId: string): boolean {
  try {
    return JSON.stringify(openResponse(context, operation)).includes(JSON.stringify(authAppId));
  } catch (error) {
    if (isVaultError(error, 'unreadable')) return false;
    throw error;
  }
}
