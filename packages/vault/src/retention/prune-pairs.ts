import type { ExpressionBuilder } from 'kysely';
import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import type { PairRow, VaultSchema } from '../store/schema.js';
import { batch, idAt, nothingToPrune, type PassFrom, type PassStep } from './batch.js';

/**
 * Deletes superseded pairs that became irrelevant so long ago: their refresh deadline has passed, or Alipay confirmed a
 * later pair of the same grant. The current pair stays, and one that a rotation with an unknown outcome started from.
 */
export async function prunePairs(context: VaultContext, { cursor, dryRun = false }: PassFrom): Promise<PassStep> {
  const cutoff = context.clock() - context.settings.retention.pairs;
  if (!Number.isFinite(cutoff)) return nothingToPrune;
  return context.store.write(async (database) => {
    const rows = await database
      .selectFrom('pair as p')
      .select((expression) => [
        'p.id',
        'p.app_id',
        'p.auth_app_id',
        'p.grant_id',
        'p.told_at',
        isIrrelevant(expression, cutoff).as('irrelevant'),
      ])
      .where('p.id', '>', cursor)
      .where('p.id', '<', idAt(cutoff))
      .orderBy('p.id')
      .limit(batch)
      .execute();
    const irrelevant = rows.filter((row) => Boolean(row.irrelevant));
    const pruned = dryRun ? irrelevant.length : await deletePairs(context, database, irrelevant);
    return { cursor: rows.length === batch ? (rows.at(-1)?.id ?? '') : '', pruned };
  });
}

type Builder = ExpressionBuilder<VaultSchema & { p: VaultSchema['pair'] }, 'p'>;

function isIrrelevant(where: Builder, cutoff: number) {
  const isCurrent = where.exists(
    where
      .selectFrom('authorization as a')
      .select('a.app_id')
      .whereRef('a.app_id', '=', 'p.app_id')
      .whereRef('a.auth_app_id', '=', 'p.auth_app_id')
      .where((inner) => inner.or([inner('a.pair_id', '=', inner.ref('p.id')), inner('a.contested', 'is not', null)])),
  );
  const isInUse = where.exists(
    where
      .selectFrom('operation as o')
      .select('o.id')
      .whereRef('o.app_id', '=', 'p.app_id')
      .whereRef('o.auth_app_id', '=', 'p.auth_app_id')
      .whereRef('o.pair_id', '=', 'p.id')
      .where('o.state', 'in', ['started', 'received', 'unknown']),
  );
  const isSuperseded = where.exists(
    where
      .selectFrom('pair as l')
      .select('l.id')
      .whereRef('l.app_id', '=', 'p.app_id')
      .whereRef('l.auth_app_id', '=', 'p.auth_app_id')
      .whereRef('l.grant_id', '=', 'p.grant_id')
      .whereRef('l.issue_after', '>', 'p.issue_before')
      .where('l.confirmed_at', '<=', cutoff),
  );
  return where.and([
    where.not(isCurrent),
    where.not(isInUse),
    where.or([where('p.refresh_deadline', '<=', cutoff), isSuperseded]),
  ]);
}

type Pruned = Pick<PairRow, 'id' | 'app_id' | 'auth_app_id' | 'grant_id' | 'told_at'>;

/**
 * A row that another process has locked is left for the next pass: that process may be about to use one of its pairs.
 *
 * @returns how many were deleted
 */
async function deletePairs(context: VaultContext, database: Database, pairs: readonly Pruned[]): Promise<number> {
  const locked = await lockOwners(context, database, pairs);
  const ids = pairs.filter((pair) => locked.has(ownerOf(pair))).map(({ id }) => id);
  if (ids.length === 0) return 0;
  // That an event announced the grant is remembered by another pair of it.
  for (const { app_id, auth_app_id, grant_id, told_at, id } of pairs) {
    if (told_at === null || !ids.includes(id)) continue;
    await database
      .updateTable('pair')
      .set({ told_at })
      .where('app_id', '=', app_id)
      .where('auth_app_id', '=', auth_app_id)
      .where('grant_id', '=', grant_id)
      .where('told_at', 'is', null)
      .execute();
  }
  await database.deleteFrom('pair').where('id', 'in', ids).execute();
  return ids.length;
}

const ownerOf = ({ app_id, auth_app_id }: Pick<PairRow, 'app_id' | 'auth_app_id'>) => `${app_id} ${auth_app_id}`;

async function lockOwners(
  { store }: VaultContext,
  database: Database,
  pairs: readonly Pruned[],
): Promise<ReadonlySet<string>> {
  if (!store.locksRows) return new Set(pairs.map(ownerOf));
  const locked = new Set<string>();
  for (const appId of new Set(pairs.map(({ app_id }) => app_id))) {
    const own = pairs.filter(({ app_id }) => app_id === appId).map(({ auth_app_id }) => auth_app_id);
    const rows = await database
      .selectFrom('authorization')
      .select(['app_id', 'auth_app_id'])
      .where('app_id', '=', appId)
      .where('auth_app_id', 'in', own)
      .orderBy('auth_app_id')
      .forUpdate()
      .skipLocked()
      .execute();
    for (const row of rows) locked.add(ownerOf(row));
  }
  return locked;
}
