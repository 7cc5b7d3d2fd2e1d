import type { ExpressionBuilder } from 'kysely';
import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import type { OperationRow, VaultSchema } from '../store/schema.js';
import { batch, idAt, nothingToPrune, type PassFrom, type PassStep } from './batch.js';

/**
 * Deletes operations that have ended. What is needed to know whether a rotation was lost stays: an operation whose
 * outcome is unknown until a later rotation was applied, and that one as long as the unknown one is there.
 */
export async function pruneOperations(
  { store, clock, settings }: VaultContext,
  { cursor, dryRun = false }: PassFrom,
): Promise<PassStep> {
  const cutoff = clock() - settings.retention.operations;
  if (!Number.isFinite(cutoff)) return nothingToPrune;
  return store.write(async (database) => {
    const rows = await database
      .selectFrom('operation as o')
      .select((expression) => [
        'o.id',
        'o.state',
        'o.kind',
        'o.lease_until',
        isOver(expression, cutoff).as('over'),
        isCodeOpen(expression).as('code_open'),
        rotations(expression, 'unknown', 'min').as('first_unknown'),
        rotations(expression, 'applied', 'max').as('last_applied'),
      ])
      .where('o.id', '>', cursor)
      .where('o.id', '<', idAt(cutoff))
      .orderBy('o.id')
      .limit(batch)
      .execute();
    const ids = rows.filter((row) => Boolean(row.over) && isIrrelevant(row)).map(({ id }) => id);
    if (ids.length > 0 && !dryRun) await deleteOperations(database, ids);
    return { cursor: rows.length === batch ? (rows.at(-1)?.id ?? '') : '', pruned: ids.length };
  });
}

type Builder = ExpressionBuilder<VaultSchema & { o: VaultSchema['operation'] }, 'o'>;

const isOver = (where: Builder, cutoff: number) =>
  where.and([where('o.settled_at', '<=', cutoff), where('o.quarantined', '=', 0)]);

const isCodeOpen = (where: Builder) =>
  where.exists(
    where.selectFrom('inbox as i').select('i.id').whereRef('i.id', '=', 'o.inbox_id').where('i.state', '=', 'received'),
  );

/**
 * Of the rotations of the same authorization in that state, the first or last. The state is not a condition of the query: SQLite
 * would look through all operations in it, once for every row.
 */
function rotations(select: Builder, state: 'applied' | 'unknown', which: 'min' | 'max') {
  return select
    .selectFrom('operation as x')
    .select(({ fn, eb }) =>
      fn<number | null>(which, [eb.case().when('x.state', '=', state).then(eb.ref('x.lease_until')).end()]).as('at'),
    )
    .whereRef('x.app_id', '=', 'o.app_id')
    .whereRef('x.auth_app_id', '=', 'o.auth_app_id')
    .where('x.kind', '=', 'rotate');
}

interface EndedOperation extends Pick<OperationRow, 'state' | 'kind' | 'lease_until'> {
  readonly code_open: unknown;
  readonly first_unknown: unknown;
  readonly last_applied: unknown;
}

function isIrrelevant({ state, kind, ...row }: EndedOperation): boolean {
  const at = Number(row.lease_until);
  switch (state) {
    case 'failed':
      return true;
    case 'applied':
      return row.first_unknown === null || Number(row.first_unknown) >= at;
    case 'unknown':
      return kind === 'redeem' ? !row.code_open : row.last_applied !== null && Number(row.last_applied) > at;
    default:
      return false;
  }
}

/** The newest id is kept in mind: a witness that names it or an older one does not prove that the database was set back. */
async function deleteOperations(database: Database, ids: readonly string[]): Promise<void> {
  await database
    .deleteFrom('operation')
    .where('id', 'in', ids)
    .where('state', 'in', ['applied', 'failed', 'unknown'])
    .execute();
  const newest = ids.at(-1) ?? '';
  await database
    .updateTable('instance')
    .set({ pruned_operation: newest })
    .where('pruned_operation', '<', newest)
    .execute();
}
