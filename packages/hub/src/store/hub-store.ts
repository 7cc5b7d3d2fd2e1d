import { Store } from '@lingpai/database';
import type { Insertable, Kysely } from 'kysely';
import type { HubSettings } from '../config/settings-schema.js';
import { hubMigrations } from './hub-migrations.js';
import type { HubSchema } from './hub-schema.js';

export type HubStore = Store<HubSchema>;

/** Queries, inside or outside of a transaction. */
export type HubDatabase = Kysely<HubSchema>;

/** Connects, and brings the hub's tables up to this version. @throws TypeError DatabaseError */
export function openHubStore(
  { database: { url, connections, create, allowWeakDurability } }: HubSettings,
  onWarning: (message: string) => void,
): Promise<HubStore> {
  return Store.open<HubSchema>({ url, connections, create, allowWeakDurability, migrations: hubMigrations, onWarning });
}

/**
 * Inserts a row, unless one with its key exists.
 *
 * @returns whether it was inserted
 */
export async function insertMissing<T extends keyof HubSchema>(
  store: Pick<HubStore, 'ignoreDuplicates'>,
  database: HubDatabase,
  table: T,
  row: Insertable<HubSchema[T]>,
): Promise<boolean> {
  return (await insertAllMissing(store, database, table, [row])) > 0;
}

/**
 * Inserts those rows that have a key of their own.
 *
 * @param rows at least one
 * @returns how many were inserted
 */
export async function insertAllMissing<T extends keyof HubSchema>(
  store: Pick<HubStore, 'ignoreDuplicates'>,
  database: HubDatabase,
  table: T,
  rows: readonly Insertable<HubSchema[T]>[],
): Promise<number> {
  const insert = database.insertInto(table).values(rows);
  const query =
    store.ignoreDuplicates === 'insert-ignore' ? insert.ignore() : insert.onConflict((on) => on.doNothing());
  const { numInsertedOrUpdatedRows } = await query.executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0n);
}
