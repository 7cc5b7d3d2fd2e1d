import type { Store } from '../store/store.js';

/** Tables with sealed columns. Each has an index by `key_id`. */
export const sealedTables = ['instance', 'pair', 'operation', 'inbox'] as const;

/** Whether anything in the database is sealed with this key. */
export async function isKeyUsed(store: Store, id: string): Promise<boolean> {
  return store.read(async (database) => {
    for (const table of sealedTables) {
      const row = await database
        .selectFrom(table)
        .select('key_id')
        .where('key_id', '=', id)
        .limit(1)
        .executeTakeFirst();
      if (row !== undefined) return true;
    }
    return false;
  });
}
