import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import { batch, nothingToPrune, type PassFrom, type PassStep } from './batch.js';

/** Deletes delivered events. `due_at` is the time of their delivery. */
export async function pruneEvents(
  { store, clock, settings }: VaultContext,
  { dryRun = false }: PassFrom,
): Promise<PassStep> {
  const cutoff = clock() - settings.retention.events;
  if (!Number.isFinite(cutoff)) return nothingToPrune;
  if (dryRun) return { cursor: '', pruned: await store.read((database) => countOld(database, cutoff)) };
  return store.write(async (database) => {
    const rows = await oldEvents(database, cutoff).select('id').orderBy('due_at').limit(batch).execute();
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await database.deleteFrom('outbox').where('id', 'in', ids).execute();
    return { cursor: ids.at(batch - 1) ?? '', pruned: ids.length };
  });
}

const oldEvents = (database: Database, cutoff: number) =>
  database.selectFrom('outbox').where('state', '=', 'delivered').where('due_at', '<=', cutoff);

async function countOld(database: Database, cutoff: number): Promise<number> {
  const row = await oldEvents(database, cutoff)
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
