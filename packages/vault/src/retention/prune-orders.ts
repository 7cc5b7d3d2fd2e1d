import type { VaultContext } from '../context/vault-context.js';
import { batch, idAt, nothingToPrune, type PassFrom, type PassStep } from './batch.js';

/** Deletes orders that came so long ago, except those that an authorization was matched with last. */
export async function pruneOrders(
  { store, clock, settings }: VaultContext,
  { cursor, dryRun = false }: PassFrom,
): Promise<PassStep> {
  const cutoff = clock() - settings.retention.orders;
  if (!Number.isFinite(cutoff)) return nothingToPrune;
  return store.write(async (database) => {
    const rows = await database
      .selectFrom('service_order as o')
      .leftJoin('authorization as a', (join) =>
        join
          .onRef('a.app_id', '=', 'o.app_id')
          .onRef('a.order_id', '=', 'o.order_id')
          .onRef('a.auth_app_id', '=', 'o.auth_app_id'),
      )
      .select(['o.id', 'a.order_id'])
      .where('o.id', '>', cursor)
      .where('o.id', '<', idAt(cutoff))
      .orderBy('o.id')
      .limit(batch)
      .execute();
    const ids = rows.filter(({ order_id }) => order_id === null).map(({ id }) => id);
    if (ids.length > 0 && !dryRun) await database.deleteFrom('service_order').where('id', 'in', ids).execute();
    return { cursor: rows.length === batch ? (rows.at(-1)?.id ?? '') : '', pruned: ids.length };
  });
}
