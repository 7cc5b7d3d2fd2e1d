import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe } from 'vitest';
import { templateFile } from '../../../database/test/support/template-file.js';
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
    describe(`${title} (${engine})`, () => {
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

const tables = vaultMigrations.migrations.flatMap((migration) => migration.tables.map(({ name }) => name));
const withTables = new WeakSet<TestDatabase>();

async function emptyDatabase(database: TestDatabase): Promise<void> {
  const { engine, url } = database;
  if (engine === 'sqlite') {
    const path = url.replace(/^sqlite:/, '');
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    writeFileSync(path, await templateFile('vault', (template) => openStore({ url: template })));
  } else if (withTables.has(database)) {
    await database.empty(tables);
  } else {
    await (await openStore({ url, connections: 1 })).close();
    withTables.add(database);
  }
}
