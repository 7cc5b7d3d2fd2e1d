import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type LibsqlDatabase from 'libsql';

/** Statements that stay prepared. */
const preparedLimit = 200;

type Statement = LibsqlDatabase.Statement;

/** SQLite through libsql: one connection, used by one query or transaction at a time. */
export class LibsqlDialect implements Dialect {
  readonly #open: () => LibsqlDatabase.Database;

  constructor(open: () => LibsqlDatabase.Database) {
    this.#open = open;
  }

  createDriver(): Driver {
    return new LibsqlDriver(this.#open);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new SqliteAdapter();
  }

  createIntrospector(database: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(database);
  }
}

class LibsqlDriver implements Driver {
  readonly #open: () => LibsqlDatabase.Database;
  #connection: LibsqlConnection | undefined;
  #turn: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(open: () => LibsqlDatabase.Database) {
    this.#open = open;
  }

  async init(): Promise<void> {
    this.#connection = new LibsqlConnection(this.#open());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#turn;
    const { promise, resolve: release } = turn();
    this.#turn = promise;
    await before;
    this.#release = release;
    if (this.#connection === undefined) throw new Error('the database is closed');
    return this.#connection;
  }

  /** Write transactions take their lock at once: a lock that is taken later can fail in the middle. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  async destroy(): Promise<void> {
    await this.#turn;
    this.#connection?.close();
    this.#connection = undefined;
  }
}

class LibsqlConnection implements DatabaseConnection {
  readonly #database: LibsqlDatabase.Database;
  readonly #prepared = new Map<string, Statement>();

  constructor(database: LibsqlDatabase.Database) {
    this.#database = database;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.#prepare(sql);
    const bound = parameters.map(bindable);
    if (statement.reader) return { rows: statement.all(bound).map((row) => readable(row) as R) };
    const { changes } = statement.run(bound);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  // biome-ignore lint/correctness/useYield: the vault pages by key instead.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('not supported');
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  #prepare(sql: string): Statement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    if (this.#prepared.size >= preparedLimit) this.#prepared.clear();
    this.#prepared.set(sql, statement);
    return statement;
  }
}

/** The driver ends the process over a kind of value that it does not know. */
function bindable(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  throw new TypeError(`a value of type ${typeof value} cannot be stored`);
}

function readable(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const entries = Object.entries(row);
  if (!entries.some(([, value]) => value instanceof ArrayBuffer)) return row;
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value instanceof ArrayBuffer ? Buffer.from(value) : value]),
  );
}

function turn(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
