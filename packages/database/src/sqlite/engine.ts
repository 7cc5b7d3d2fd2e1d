import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { sql } from 'kysely';
import type { Engine, EngineOptions } from '../engine.js';
import { columnTypes } from './column-types.js';
import { errorKind } from './error-kind.js';
import { LibsqlDialect } from './libsql-dialect.js';
import { SqliteThreads } from './sqlite-threads.js';

/** Milliseconds to wait for a lock when the file is opened. Later on, the store waits between its attempts. */
const openingWait = 5_000;

/** SQLite ≥ 3.42 in a file, `sqlite:./lingpai.db`. Several processes of one machine may open it. */
export function createEngine({ url }: EngineOptions): Engine {
  const path = databasePath(url);
  const threads = new SqliteThreads({ path, openingWait });
  return {
    dialect: new LibsqlDialect(threads),
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

/** A copy of the file is another file. */
function placeOf(path: string): string {
  const real = realpathSync(path);
  const { ino, dev } = statSync(real);
  return `file ${createHash('sha256').update(`${real}\n${dev}\n${ino}`).digest('hex').slice(0, 32)}`;
}
