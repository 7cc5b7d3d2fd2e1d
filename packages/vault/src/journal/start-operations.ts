import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import { insertMissing } from '../store/insert-missing.js';
import type { OperationRow } from '../store/schema.js';

export type NewOperation = Pick<OperationRow, 'id' | 'kind' | 'app_id'> & Partial<OperationRow>;

/** Stores operations before Alipay is called. */
export async function insertStarted(
  { store }: VaultContext,
  database: Database,
  operations: readonly OperationRow[],
): Promise<void> {
  if (operations.length > 0) await insertMissing(store, database, 'operation', operations);
}

/** A new operation, as it is stored. */
export function startedOperation(context: VaultContext, operation: NewOperation, leaseUntil: number): OperationRow {
  return {
    auth_app_id: null,
    inbox_id: null,
    pair_id: null,
    state: 'started',
    owner: context.nodeId,
    generation: null,
    lease_until: leaseUntil,
    started_at: context.clock(),
    settled_at: null,
    quarantined: 0,
    failure: null,
    failure_code: null,
    trace_id: null,
    key_id: null,
    reason: null,
    sealed_response: null,
    ...operation,
  };
}
