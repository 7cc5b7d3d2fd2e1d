import { type Insertable, sql } from 'kysely';
import type { Database } from './engine.js';
import type { VaultSchema } from './schema.js';
import type { Store } from './store.js';

/**
 * Writes whole rows over those with the same keys, which must be there and be locked.
 *
 * @param keys the columns of the primary key
 */
export async function replaceRows<T extends 'authorization' | 'operation'>(
  store: Pick<Store, 'ignoreDuplicates'>,
  database: Database,
  table: T,
  keys: readonly (keyof VaultSchema[T] & string)[],
  rows: readonly (VaultSchema[T] & Insertable<VaultSchema[T]>)[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const names = Object.keys(first).filter((name) => !keys.some((key) => key === name));
  const insert = database.insertInto(table).values(rows);
  if (store.ignoreDuplicates === 'insert-ignore') {
    const columns = names.map((name) => [name, sql`values(${sql.ref(name)})`]);
    await insert.onDuplicateKeyUpdate(Object.fromEntries(columns)).execute();
    return;
  }
  const columns = names.map((name) => [name, sql.ref(`excluded.${name}`)]);
  await insert.onConflict((on) => on.columns([...keys]).doUpdateSet(Object.fromEntries(columns))).execute();
}
