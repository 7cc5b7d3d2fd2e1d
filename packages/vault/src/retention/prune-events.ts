import type { VaultContext } from '../context/vault-context.js';
import { batch } from './batch.js';

/** Deletes delivered events. `due_at` is the time of their delivery. @returns whether there may be more */
export async function pruneEvents({ store, clock, settings }: VaultContext): Promise<boolean> {
  const cutoff = clock() - settings.retention.events;
  if (!Number.isFinite(cutoff)) return false;
  return store.write(async (database) => {
    const rows = await database
      .selectFrom('outbox')
      .select('id')
      .where('state', '=', 'delivered')
      .where('due_at', '<=', cutoff)
      .orderBy('due_at')
      .limit(batch)
      .execute();
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await database.deleteFrom('outbox').where('id', 'in', ids).execute();
    return ids.length === batch;
  });
}
