import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { sql } from 'kysely';
import LibsqlDatabase from 'libsql';
import type { Engine, EngineOptions } from '../engine.js';
import { columnTypes } from './column-types.js';
import { errorKind } from './error-kind.js';
import { LibsqlDialect } from './libsql-driver.js';

/** Milliseconds that the driver itself waits for a lock, with the whole process; the vault waits on after that. */
const lockWait = 50;

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
  const database = new LibsqlDatabase(path, { timeout: lockWait });
  database.exec(`pragma busy_timeout = ${lockWait}`);
  database.exec('pragma synchronous = full');
  database.exec('pragma journal_mode = wal');
  return database;
}

/** A copy of the file is another file. */
function placeOf(path: string): string {
  const real = realpathSync(path);
  const { ino, dev } = statSync(real);
  return `file ${createHash('sha256').update(`${real}\n${dev}\n${ino}`).digest('hex').slice(0, 32)}`;
}
