import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { DatabaseError } from '../database-error.js';
import type { DatabaseFile, Engine, EngineOptions } from '../engine.js';
import { columnTypes } from './column-types.js';
import { errorKind } from './error-kind.js';
import { LibsqlDialect } from './libsql-dialect.js';
import { SqliteThread } from './sqlite-thread.js';
import { SqliteThreads } from './sqlite-threads.js';

/** Milliseconds to wait for a lock when the file is opened. Later on, the store waits between its attempts. */
const openingWait = 5_000;
const name = 'SQLite';

/** SQLite ≥ 3.42 in a file, `sqlite:./lingpai.db`. Several processes of one machine may open it. */
export function createEngine({ url }: EngineOptions): Engine {
  return engineOf(databasePath(url));
}

function engineOf(path: string): Engine {
  const threads = new SqliteThreads({ path, openingWait });
  return {
    name,
    address: path,
    dialect: new LibsqlDialect(threads),
    columnTypes,
    tableOptions: undefined,
    now: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
    locksRows: false,
    ignoreDuplicates: 'on-conflict',
    errorKind,
    migrateAlone: (database, migrate) => database.transaction().execute(migrate),
    place: async () => placeOf(path),
    examine: async () => [],
    file: fileOf(path, threads),
  };
}

/** @throws TypeError */
function databasePath(url: string): string {
  const path = url.replace(/^sqlite:(\/\/(?=\/))?/, '');
  if (path === '' || path === ':memory:') throw new TypeError('database: expected a file, as in "sqlite:./lingpai.db"');
  if (path.startsWith('//')) {
    const plain = path.slice(2);
    throw new TypeError(`database: write "sqlite:./${plain}" for a file in this folder, or "sqlite:/${plain}"`);
  }
  if (path.startsWith('file:')) throw new TypeError(`database: write "sqlite:${path.slice(5)}", without "file:"`);
  if (path.includes('?')) {
    throw new TypeError(
      `database: a SQLite file takes no parameters: write "sqlite:${path.slice(0, path.indexOf('?'))}"`,
    );
  }
  return path;
}

/** A copy of the file is another file. */
function placeOf(path: string): string {
  const real = realpathSync(path);
  const { ino, dev } = statSync(real);
  return `file ${createHash('sha256').update(`${real}\n${dev}\n${ino}`).digest('hex').slice(0, 32)}`;
}

function fileOf(path: string, threads: SqliteThreads): DatabaseFile {
  return {
    exists: () => doesExist(path),
    create: (fill) => createFile(path, fill),
    hasMigrations,
    async check() {
      await (await threads.use('writer')).perform({ kind: 'check' });
    },
    async flush() {
      await (await threads.use('writer')).perform({ kind: 'flush' });
    },
    backUp: (to) => backUpFile(path, to),
  };
}

function doesExist(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw fileError(path, `${path} is a folder. Name a file in it`);
  const folder = dirname(resolve(path));
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw fileError(path, `the folder ${folder} does not exist. Create it, or correct the path`);
  }
  return found !== undefined;
}

function fileError(path: string, message: string): DatabaseError {
  return new DatabaseError('file', `${name}: ${message}`, { address: path });
}

/** A process that is killed meanwhile leaves a file of another name, and never a database without its tables. */
async function createFile(path: string, fill: (engine: Engine) => Promise<void>): Promise<void> {
  const folder = dirname(resolve(path));
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    await fill(engineOf(temporary));
    linkSync(temporary, path);
    syncPath(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EEXIST') throw error;
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${temporary}${suffix}`, { force: true });
  }
}

/** In a thread of its own, so that nobody waits for it. */
async function backUpFile(path: string, to: string): Promise<void> {
  if (doesExist(to)) throw fileError(to, `${to} exists already. Name a new file`);
  const folder = dirname(resolve(to));
  const temporary = join(folder, `.${basename(to)}.${randomBytes(6).toString('hex')}`);
  const thread = await SqliteThread.start({ path, openingWait });
  try {
    await thread.perform({ kind: 'backup', to: temporary });
    syncPath(temporary);
    linkSync(temporary, to);
    syncPath(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw fileError(
      to,
      `the backup ${to} could not be written (${code}). Check the path, its permissions and free space`,
    );
  } finally {
    await thread.close();
    rmSync(temporary, { force: true });
  }
}

function syncPath(path: string): void {
  // Windows syncs neither folders nor files that were opened to be read.
  if (process.platform === 'win32') return;
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

async function hasMigrations(database: Kysely<unknown>): Promise<boolean> {
  const { rows } = await sql`select name from sqlite_master where type = 'table' and name glob '*_migration'`.execute(
    database,
  );
  return rows.length > 0;
}
