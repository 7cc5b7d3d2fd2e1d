import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { migrations } from '../../src/store/migrate.js';
import { Store } from '../../src/store/store.js';
import type { LocalAlipayOptions } from './local-alipay.js';
import { World } from './world.js';

export type EngineName = 'sqlite' | 'postgres' | 'mysql';

/** A database of its own, and a folder; both are removed afterwards. */
export interface TestDatabase {
  readonly engine: EngineName;
  readonly url: string;
  readonly folder: string;
  drop(): Promise<void>;
}

const postgresUrl = process.env.LINGPAI_TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test';
const mysqlUrl = process.env.LINGPAI_TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/test';

const makers: Readonly<Record<EngineName, (name: string, folder: string) => Promise<[string, () => Promise<void>]>>> = {
  async sqlite(name, folder) {
    return [`sqlite:${join(folder, `${name}.db`)}`, async () => undefined];
  },
  async postgres(name) {
    const run = async (statement: string) => {
      const client = new pg.Client({ connectionString: postgresUrl, connectionTimeoutMillis: 2_000 });
      await client.connect();
      await client.query(statement).finally(() => client.end());
    };
    await run(`create schema ${name}`);
    const url = new URL(postgresUrl);
    url.searchParams.set('options', `-csearch_path=${name}`);
    return [url.href, () => run(`drop schema ${name} cascade`)];
  },
  async mysql(name) {
    const run = async (statement: string) => {
      const connection = await createConnection({ uri: mysqlUrl, connectTimeout: 2_000 });
      await connection.query(statement).finally(() => connection.end());
    };
    await run(`create database ${name}`);
    const url = new URL(mysqlUrl);
    url.pathname = `/${name}`;
    return [url.href, () => run(`drop database ${name}`)];
  },
};

export async function createDatabase(engine: EngineName): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-vault-'));
  const name = `lingpai_${process.pid}_${randomBytes(5).toString('hex')}`;
  const [url, drop] = await makers[engine](name, folder);
  return {
    engine,
    url,
    folder,
    async drop() {
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function responses(engine: EngineName): Promise<boolean> {
  try {
    await (await createDatabase(engine)).drop();
    return true;
  } catch (error) {
    if (process.env.LINGPAI_REQUIRE_DATABASES === '1') throw error;
    console.warn(
      `vault: skipped on ${engine}, which does not response (${error instanceof Error ? error.message : error})`,
    );
    return false;
  }
}

const chosen = (process.env.LINGPAI_TEST_ENGINES ?? 'sqlite,postgres,mysql').split(',');
const available: EngineName[] = [];
for (const engine of ['sqlite', 'postgres', 'mysql'] as const) {
  if (chosen.includes(engine) && (engine === 'sqlite' || (await responses(engine)))) available.push(engine);
}

/** What the tests of one engine work with: a database for all of them, emptied for each. */
export interface EngineTests {
  readonly engine: EngineName;
  /** Within a test. */
  database(): TestDatabase;
  world(options?: LocalAlipayOptions): Promise<World>;
}

/** The same tests on every engine that answers. */
export function describeEngines(title: string, tests: (context: EngineTests) => void): void {
  for (const engine of available) {
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
          await emptyDatabase(there().url);
          return World.create(there(), options);
        },
      });
    });
  }
}

async function emptyDatabase(url: string): Promise<void> {
  const store = await Store.open({ url, connections: 1 });
  await store.write(async (database) => {
    const tables = migrations.flatMap((migration) => migration.tables.map(({ name }) => name));
    for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(database);
  });
  await store.close();
}
