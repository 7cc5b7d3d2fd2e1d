import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';

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
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-database-'));
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
