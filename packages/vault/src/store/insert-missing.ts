import type { Insertable } from 'kysely';
import type { Database } from './engine.js';
import type { VaultSchema } from './schema.js';
import type { Store } from './store.js';

/**
 * Inserts a row unless its key is there already.
 *
 * @returns whether it was inserted
 */
export async function insertMissing<T extends keyof VaultSchema>(
  store: Pick<Store, 'ignoreDuplicates'>,
  database: Database,
  table: T,
  row: Insertable<VaultSchema[T]>,
): Promise<boolean> {
  const insert = database.insertInto(table).values(row);
  const query =
    store.ignoreDuplicates === 'insert-ignore' ? insert.ignore() : insert.onConflict((on) => on.doNothing());
  const { numInsertedOrUpdatedRows } = await query.executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}
