import type { VaultContext } from '../context/vault-context.js';
import type { Failure } from '../failures/classify-failure.js';
import type { Database } from '../store/engine.js';

/** Characters that a column of the kind `key` holds. */
export const longestKey = 64;
const withoutResponse = ['started', 'unknown'] as const;

/** Ends operations whose responses were applied. A response that could not be read completely is kept. */
export async function markApplied(
  context: VaultContext,
  database: Database,
  ids: readonly string[],
  quarantined: number,
): Promise<void> {
  if (ids.length === 0) return;
  const kept = quarantined > 0 ? {} : { sealed_response: null, key_id: null };
  await database
    .updateTable('operation')
    .set({ state: 'applied', settled_at: context.clock(), quarantined, ...kept })
    .where('id', 'in', ids)
    .execute();
}

/** Sets a response aside. */
export async function markSetAside(context: VaultContext, database: Database, id: string, code: string): Promise<void> {
  await database
    .updateTable('operation')
    .set({ state: 'failed', settled_at: context.clock(), quarantined: 1, failure: 'foreign', failure_code: code })
    .where('id', '=', id)
    .execute();
}

/** Ends an operation whose process is gone or has lost its lease: the outcome of its call is unknown. */
export async function markUnknown(context: VaultContext, database: Database, id: string): Promise<void> {
  await database
    .updateTable('operation')
    .set({ state: 'unknown', settled_at: context.clock(), failure: 'unknown', failure_code: 'lease-ended' })
    .where('id', '=', id)
    .where('state', '=', 'started')
    .execute();
}

/** Ends operations that brought no response, or a refusal. */
export async function markFailed(
  context: VaultContext,
  database: Database,
  ids: readonly string[],
  { kind, code, traceId }: Pick<Failure, 'kind' | 'code' | 'traceId'>,
): Promise<void> {
  await database
    .updateTable('operation')
    .set({
      state: kind === 'unknown' ? 'unknown' : 'failed',
      settled_at: context.clock(),
      failure: kind,
      failure_code: code.slice(0, longestKey),
      trace_id: traceId?.slice(0, longestKey) ?? null,
    })
    .where('id', 'in', ids)
    .where('state', 'in', withoutResponse)
    .execute();
}
