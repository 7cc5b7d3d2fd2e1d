import { rmSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe } from 'vitest';
import {
  createDatabase,
  type EngineName,
  engineNames,
  type TestDatabase,
} from '../../../database/test/support/test-database.js';
import { vaultMigrations } from '../../src/store/migrations/vault-migrations.js';
import { openStore } from '../../src/store/store.js';
import type { LocalAlipayOptions } from './local-alipay.js';
import { World } from './world.js';

export { createDatabase, type EngineName, type TestDatabase };

/** What the tests of one engine work with: a database for all of them, emptied for each. */
export interface EngineTests {
  readonly engine: EngineName;
  /** Within a test. */
  database(): TestDatabase;
  world(options?: LocalAlipayOptions): Promise<World>;
}

/** The same tests on every engine that can be reached. */
export function describeEngines(title: string, tests: (context: EngineTests) => void): void {
  for (const engine of engineNames) {
    describe(`${title} (${engine})`, { timeout: 30_000 }, () => {
      let database: TestDatabase | undefined;
      beforeAll(async () => {
        database = await createDatabase(engine);
      });
      afterAll(() => database?.drop());
      const there = () => {
        if (database === undefined) throw new Error('the database is not there yet');
        return database;
      };
      tests({
        engine,
        database: there,
        async world(options) {
          await emptyDatabase(there());
          return World.create(there(), options);
        },
      });
    });
  }
}

async function emptyDatabase({ engine, url }: TestDatabase): Promise<void> {
  if (engine === 'sqlite') {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${url.replace(/^sqlite:/, '')}${suffix}`, { force: true });
    return;
  }
  const store = await openStore({ url, connections: 1 });
  await store.write(async (database) => {
    const tables = vaultMigrations.migrations.flatMap((migration) => migration.tables.map(({ name }) => name));
    for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(database);
  });
  await store.close();
}
