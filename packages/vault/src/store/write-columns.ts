import { type Insertable, sql } from 'kysely';
import type { Database } from './engine.js';
import type { VaultSchema } from './schema.js';
import type { Store } from './store.js';

/** The columns of a table's primary key, and those to write. */
export interface WrittenColumns<Row> {
  readonly keys: readonly (keyof Row & string)[];
  readonly columns: readonly (keyof Row & string)[];
}

/** Writes some columns of several rows, which exist and are locked. The rows are complete; other columns stay as they are. */
export async function writeColumns<T extends 'authorization' | 'operation'>(
  store: Pick<Store, 'ignoreDuplicates'>,
  database: Database,
  table: T,
  rows: readonly (VaultSchema[T] & Insertable<VaultSchema[T]>)[],
  { keys, columns }: WrittenColumns<VaultSchema[T]>,
): Promise<void> {
  if (rows.length === 0 || columns.length === 0) return;
  const insert = database.insertInto(table).values(rows);
  if (store.ignoreDuplicates === 'insert-ignore') {
    const values = columns.map((name) => [name, sql`values(${sql.ref(name)})`]);
    await insert.onDuplicateKeyUpdate(Object.fromEntries(values)).execute();
    return;
  }
  const values = columns.map((name) => [name, sql.ref(`excluded.${name}`)]);
  await insert.onConflict((on) => on.columns([...keys]).doUpdateSet(Object.fromEntries(values))).execute();
}
