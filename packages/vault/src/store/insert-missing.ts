import type { Insertable } from 'kysely';
import type { Database } from './engine.js';
import type { VaultSchema } from './schema.js';
import type { Store } from './store.js';

/**
 * Inserts rows, except those whose keys exist.
 *
 * @returns whether any row was inserted
 */
export async function insertMissing<T extends keyof VaultSchema>(
  store: Pick<Store, 'ignoreDuplicates'>,
  database: Database,
  table: T,
  rows: Insertable<VaultSchema[T]> | readonly Insertable<VaultSchema[T]>[],
): Promise<boolean> {
  const insert = database.insertInto(table).values(rows);
  const query =
    store.ignoreDuplicates === 'insert-ignore' ? insert.ignore() : insert.onConflict((on) => on.doNothing());
  const { numInsertedOrUpdatedRows } = await query.executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}
