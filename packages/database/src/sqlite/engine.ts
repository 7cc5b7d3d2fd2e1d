import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { sql } from 'kysely';
import LibsqlDatabase from 'libsql';
import type { Engine, EngineOptions } from '../engine.js';
import { columnTypes } from './column-types.js';
import { errorKind } from './error-kind.js';
import { LibsqlDialect } from './libsql-driver.js';

/** Milliseconds to wait for a lock when the file is opened. Later the driver, which would block the process, does not. */
const openingWait = 5_000;

/** SQLite ≥ 3.42 in a file, `sqlite:./lingpai.db`. Several processes of one machine may open it. */
export function createEngine({ url }: EngineOptions): Engine {
  const path = databasePath(url);
  return {
    dialect: new LibsqlDialect(() => openDatabase(path)),
    columnTypes,
    tableOptions: undefined,
    now: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
    locksRows: false,
    ignoreDuplicates: 'on-conflict',
    errorKind,
    migrateAlone: (database, migrate) => database.transaction().execute(migrate),
    place: async () => placeOf(path),
  };
}

function databasePath(url: string): string {
  const path = url.replace(/^sqlite:(\/\/(?=\/))?/, '');
  if (path === '' || path === ':memory:') throw new TypeError('database: expected a file, as in "sqlite:./lingpai.db"');
  return path;
}

function openDatabase(path: string): LibsqlDatabase.Database {
  const database = new LibsqlDatabase(path, { timeout: openingWait });
  database.exec(`pragma busy_timeout = ${openingWait}`);
  database.exec('pragma synchronous = full');
  database.exec('pragma journal_mode = wal');
  database.exec('pragma busy_timeout = 0');
  return database;
}

/** A copy of the file is another file. */
function placeOf(path: string): string {
  const real = realpathSync(path);
  const { ino, dev } = statSync(real);
  return `file ${createHash('sha256').update(`${real}\n${dev}\n${ino}`).digest('hex').slice(0, 32)}`;
}
