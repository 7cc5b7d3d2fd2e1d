import { isKeyUsedIn } from '../companion/companion-tables.js';
import type { SealedTable } from '../companion/sealed-table.js';
import type { Store } from '../store/store.js';

/**
 * Whether anything in the database is sealed with this key. A pair that was set aside because it does not open does not
 * count: no key opens it.
 */
export async function isKeyUsed(store: Store, companions: readonly SealedTable[], id: string): Promise<boolean> {
  return store.read(async (database) => {
    const rows = [
      await database.selectFrom('instance').select('key_id').where('key_id', '=', id).limit(1).execute(),
      await database
        .selectFrom('pair')
        .select('key_id')
        .where('key_id', '=', id)
        .where('quarantined_at', 'is', null)
        .limit(1)
        .execute(),
      await database.selectFrom('operation').select('key_id').where('key_id', '=', id).limit(1).execute(),
      await database.selectFrom('inbox').select('key_id').where('key_id', '=', id).limit(1).execute(),
    ];
    if (rows.some(({ length }) => length > 0)) return true;
    for (const table of companions) if (await isKeyUsedIn(database, table, id)) return true;
    return false;
  });
}
