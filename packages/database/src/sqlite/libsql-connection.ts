import LibsqlDatabase from 'libsql';
import { FileIdentity } from './file-identity.js';
import type { ThreadOptions, ThreadResult } from './thread-protocol.js';

/** Statements that stay prepared. */
const preparedLimit = 1_000;

interface PreparedStatement {
  readonly statement: LibsqlDatabase.Statement;
  /** None when it returns no rows. */
  readonly columns: readonly string[];
}

/** One connection of libsql, which blocks its thread. */
export class LibsqlConnection {
  readonly #database: LibsqlDatabase.Database;
  readonly #prepared = new Map<string, PreparedStatement>();
  readonly #file: FileIdentity;

  constructor({ path, openingWait }: ThreadOptions) {
    this.#database = new LibsqlDatabase(path, { timeout: openingWait });
    this.#database.exec(`pragma busy_timeout = ${openingWait}`);
    this.#database.exec('pragma synchronous = full');
    this.#database.exec('pragma journal_mode = wal');
    this.#database.exec('pragma busy_timeout = 0');
    this.#database.prepare('select count(*) from sqlite_master').get([]);
    this.#file = new FileIdentity(path);
    this.#file.rememberLog();
  }

  execute(sql: string, parameters: readonly unknown[]): ThreadResult {
    const { statement, columns } = this.#prepare(sql);
    const bound = parameters.map(bindable);
    if (columns.length === 0) return { columns, rows: [], changes: statement.run(bound).changes };
    const rows = statement.all(bound) as unknown[][];
    // Another process has added columns: SQLite prepares anew by itself, and rows are wider than the names that were read.
    if (rows[0] !== undefined && rows[0].length !== columns.length) {
      this.#prepared.delete(sql);
      return { columns: namesOf(statement), rows, changes: 0 };
    }
    return { columns, rows, changes: 0 };
  }

  run(sql: string): void {
    this.#prepare(sql).statement.run([]);
  }

  /** @throws when the file is not the one that was opened */
  checkFile(): void {
    this.#file.check();
  }

  /** A copy of the database as it is now, while others read and write. */
  backUp(to: string): void {
    this.#database.prepare('vacuum into ?').run([to]);
  }

  /** Writes the log into the main file, as far as other connections allow. */
  flush(): void {
    this.checkFile();
    this.#database.exec('pragma wal_checkpoint(truncate)');
  }

  close(): void {
    this.#prepared.clear();
    try {
      this.flush();
    } catch {
      // What is committed is in the log, and will be read from there.
    }
    this.#database.close();
  }

  #prepare(sql: string): PreparedStatement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    const columns = statement.reader ? namesOf(statement.raw()) : [];
    if (this.#prepared.size >= preparedLimit) this.#prepared.clear();
    const prepared = { statement, columns };
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

const namesOf = (statement: LibsqlDatabase.Statement) => statement.columns().map(({ name }) => name);

/** The driver ends the process over a kind of value that it does not know. */
function bindable(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  throw new TypeError(`a value of type ${typeof value} cannot be stored`);
}
