import { vaultMigrations } from '../../src/store/migrations/vault-migrations.js';
import type { VaultSchema } from '../../src/store/schema.js';
import { openStore } from '../../src/store/store.js';

type Rows = ReadonlyMap<keyof VaultSchema, readonly object[]>;

const tables = vaultMigrations.migrations.flatMap((migration) =>
  migration.tables.map(({ name }) => name as keyof VaultSchema),
);

/** Every row, as a backup has them. */
export async function backUp(url: string): Promise<Rows> {
  const store = await openStore({ url, connections: 1 });
  const rows = new Map<keyof VaultSchema, object[]>();
  for (const table of tables) {
    rows.set(table, await store.read((database) => database.selectFrom(table).selectAll().execute()));
  }
  await store.close();
  return rows;
}

/** Puts a backup in the place of what is there. */
export async function restore(url: string, rows: Rows): Promise<void> {
  const store = await openStore({ url, connections: 1 });
  await store.write(async (database) => {
    for (const table of tables) {
      await database.deleteFrom(table).execute();
      for (const row of rows.get(table) ?? [])
        await database
          .insertInto(table)
          .values(row as never)
          .execute();
    }
  });
  await store.close();
}
