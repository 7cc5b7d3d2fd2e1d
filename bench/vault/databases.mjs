// Databases of a benchmark's own, and what only the engine can tell: sizes, and how to write bytes in a statement.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import LibsqlDatabase from 'libsql';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';

const postgresUrl = process.env.LINGPAI_TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test';
const mysqlUrl = process.env.LINGPAI_TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/test';

export const engineNames = ['sqlite', 'postgres', 'mysql'];

/** A database by name, as `openVault` takes it, with a connection for what the vault has no need of. */
const makers = {
  async sqlite(name, folder) {
    const path = join(folder, `${name}.db`);
    let connection;
    const connected = () => {
      connection ??= new LibsqlDatabase(path);
      return connection;
    };
    return {
      url: `sqlite:${path}`,
      bytes: (buffer) => `x'${buffer.toString('hex')}'`,
      execute: async (statements) => void connected().exec(statements),
      beginLoad:
        'pragma busy_timeout = 10000; pragma cache_size = -2000000; pragma wal_autocheckpoint = 100000; pragma synchronous = off',
      async settle() {
        connected().exec('pragma synchronous = full; pragma wal_checkpoint(truncate)');
      },
      size: async () => statSync(path).size,
      version: async () => `SQLite ${Object.values(connected().prepare('select sqlite_version()').get())[0]}`,
      drop: async () => connection?.close(),
    };
  },

  async postgres(name) {
    const url = new URL(postgresUrl);
    url.searchParams.set('options', `-csearch_path=${name}`);
    const connection = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 2_000 });
    await connection.connect();
    await connection.query(`create schema ${name}`);
    return {
      url: url.href,
      bytes: (buffer) => `'\\x${buffer.toString('hex')}'::bytea`,
      execute: (statements) => connection.query(statements),
      beginLoad: 'set synchronous_commit = off',
      async settle(tables) {
        for (const table of tables) await connection.query(`vacuum analyze "${table}"`);
      },
      async size() {
        const { rows } = await connection.query(
          'select sum(pg_total_relation_size(oid)) as bytes from pg_class where relnamespace = $1::regnamespace and relkind = $2',
          [name, 'r'],
        );
        return Number(rows[0].bytes);
      },
      version: async () => `PostgreSQL ${(await connection.query('show server_version')).rows[0].server_version}`,
      async drop() {
        await connection.query(`drop schema ${name} cascade`);
        await connection.end();
      },
    };
  },

  async mysql(name) {
    const connection = await createConnection({ uri: mysqlUrl, connectTimeout: 2_000 });
    await connection.query(`create database ${name}`);
    await connection.query(`use ${name}`);
    const url = new URL(mysqlUrl);
    url.pathname = `/${name}`;
    return {
      url: url.href,
      bytes: (buffer) => `x'${buffer.toString('hex')}'`,
      execute: (statements) => connection.query(statements),
      beginLoad: 'set unique_checks = 0',
      async settle(tables) {
        for (const table of tables) await connection.query(`analyze table \`${table}\``);
      },
      async size() {
        const [rows] = await connection.query(
          'select sum(data_length + index_length) as bytes from information_schema.tables where table_schema = ?',
          [name],
        );
        return Number(rows[0].bytes);
      },
      async version() {
        const [rows] = await connection.query('select version() as version');
        return /mariadb/i.test(rows[0].version) ? `MariaDB ${rows[0].version}` : `MySQL ${rows[0].version}`;
      },
      async drop() {
        await connection.query(`drop database ${name}`);
        await connection.end();
      },
    };
  },
};

/** A database of an engine, and a folder for a spool; `drop` removes both. */
export async function createDatabase(engine) {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-bench-'));
  const name = `lingpai_bench_${process.pid}_${randomBytes(4).toString('hex')}`;
  try {
    const database = await makers[engine](name, folder);
    return {
      ...database,
      engine,
      folder,
      async drop() {
        await database.drop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The engines that respond; names those that do not. */
export async function availableEngines(wanted) {
  const available = [];
  for (const engine of wanted) {
    try {
      await (await createDatabase(engine)).drop();
      available.push(engine);
    } catch (error) {
      console.log(`skipped: ${engine} does not response (${error.message || error.code})`);
    }
  }
  return available;
}
