import type { ExpressionBuilder } from 'kysely';
import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import type { VaultSchema } from '../store/schema.js';
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
      .select((expression) => ['o.id', isIrrelevant(expression, cutoff).as('irrelevant')])
      .where('o.id', '>', cursor)
      .where('o.id', '<', idAt(cutoff))
      .orderBy('o.id')
      .limit(batch)
      .execute();
    const ids = rows.filter(({ irrelevant }) => Boolean(irrelevant)).map(({ id }) => id);
    if (ids.length > 0 && !dryRun) await deleteOperations(database, ids);
    return { cursor: rows.length === batch ? (rows.at(-1)?.id ?? '') : '', pruned: ids.length };
  });
}

type Builder = ExpressionBuilder<VaultSchema & { o: VaultSchema['operation'] }, 'o'>;

function isIrrelevant(where: Builder, cutoff: number) {
  const other = (state: 'applied' | 'unknown', order: '<' | '>') =>
    where.exists(
      where
        .selectFrom('operation as x')
        .select('x.id')
        .whereRef('x.app_id', '=', 'o.app_id')
        .whereRef('x.auth_app_id', '=', 'o.auth_app_id')
        .where('x.kind', '=', 'rotate')
        .where('x.state', '=', state)
        .whereRef('x.lease_until', order, 'o.lease_until'),
    );
  const isPending = where.exists(
    where.selectFrom('inbox as i').select('i.id').whereRef('i.id', '=', 'o.inbox_id').where('i.state', '=', 'received'),
  );
  return where.and([
    where('o.settled_at', '<=', cutoff),
    where('o.quarantined', '=', 0),
    where.or([
      where('o.state', '=', 'failed'),
      where.and([where('o.state', '=', 'applied'), where.not(other('unknown', '<'))]),
      where.and([where('o.state', '=', 'unknown'), where('o.kind', '=', 'rotate'), other('applied', '>')]),
      where.and([where('o.state', '=', 'unknown'), where('o.kind', '=', 'redeem'), where.not(isPending)]),
    ]),
  ]);
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
