import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { makeTestFolder } from './test-folder.js';

export type EngineName = 'sqlite' | 'postgres' | 'mysql';

/** A database of its own, and a folder; both are removed afterwards. */
export interface TestDatabase {
  readonly engine: EngineName;
  readonly url: string;
  readonly folder: string;
  /** Deletes every row of tables, over a connection that stays open. Only on servers. */
  empty(tables: readonly string[]): Promise<void>;
  drop(): Promise<void>;
}

/** What engines make differently. */
type Place = Omit<TestDatabase, 'engine' | 'folder'>;

const postgresUrl = process.env.LINGPAI_TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test';
const mysqlUrl = process.env.LINGPAI_TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/test';
/** Milliseconds; servers that are there respond sooner, even on a busy machine. */
const connectTimeout = 20_000;

const makers: Readonly<Record<EngineName, (name: string, folder: string) => Promise<Place>>> = {
  async sqlite(name, folder) {
    const empty = () => Promise.reject(new Error('a file is replaced, not emptied'));
    return { url: `sqlite:${join(folder, `${name}.db`)}`, empty, drop: async () => undefined };
  },
  async postgres(name) {
    const client = new pg.Client({ connectionString: postgresUrl, connectionTimeoutMillis: connectTimeout });
    // What a lost connection was used for fails by itself.
    client.on('error', () => undefined);
    await client.connect();
    await client.query(`create schema ${name}; set search_path = ${name}`);
    const url = new URL(postgresUrl);
    url.searchParams.set('options', `-csearch_path=${name}`);
    return {
      url: url.href,
      empty: async (tables) => void (await client.query(tables.map((table) => `delete from "${table}"`).join(';'))),
      drop: async () => void (await client.query(`drop schema ${name} cascade`).finally(() => client.end())),
    };
  },
  async mysql(name) {
    const connection = await createConnection({ uri: mysqlUrl, connectTimeout, multipleStatements: true });
    connection.on('error', () => undefined);
    await connection.query(`create database ${name}; use ${name}`);
    const url = new URL(mysqlUrl);
    url.pathname = `/${name}`;
    return {
      url: url.href,
      async empty(tables) {
        const deletions = tables.map((table) => `delete from \`${table}\``);
        await connection.query(['begin', ...deletions, 'commit'].join(';'));
      },
      drop: async () => void (await connection.query(`drop database ${name}`).finally(() => connection.end())),
    };
  },
};

export async function createDatabase(engine: EngineName): Promise<TestDatabase> {
  const folder = makeTestFolder('lingpai-database-');
  const name = `lingpai_${process.pid}_${randomBytes(5).toString('hex')}`;
  const { url, empty, drop } = await makers[engine](name, folder);
  return {
    engine,
    url,
    folder,
    empty,
    async drop() {
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function isReachable(engine: EngineName): Promise<boolean> {
  if (engine === 'sqlite') return true;
  try {
    await (await createDatabase(engine)).drop();
    return true;
  } catch (error) {
    if (process.env.LINGPAI_REQUIRE_DATABASES === '1') throw error;
    console.warn(`skipped on ${engine}, which cannot be reached (${error instanceof Error ? error.message : error})`);
    return false;
  }
}

const chosen = (process.env.LINGPAI_TEST_ENGINES ?? 'sqlite,postgres,mysql').split(',');
const reachable: EngineName[] = [];
for (const engine of ['sqlite', 'postgres', 'mysql'] as const) {
  if (chosen.includes(engine) && (await isReachable(engine))) reachable.push(engine);
}

/** The engines to test: those that were chosen and can be reached. */
export const engineNames: readonly EngineName[] = reachable;
