import {
  type CompiledQuery,
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
/** Transactions that one commit takes to the disk: a bound for how long other processes wait. */
const groupLimit = 16;

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
  readonly #waiting: (() => void)[] = [];
  #busy = false;
  #connection: LibsqlConnection | undefined;
  #group: CommitGroup | undefined;

  constructor(open: () => LibsqlDatabase.Database) {
    this.#open = open;
  }

  async init(): Promise<void> {
    this.#connection = new LibsqlConnection(this.#open());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#busy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy = true;
    if (this.#connection !== undefined) return new Turn(this.#connection, () => this.#commitGroup());
    this.#passOn();
    throw new Error('the database is closed');
  }

  /** Write transactions take their lock at once: a lock that is taken later can fail in the middle. */
  async beginTransaction(turn: Turn): Promise<void> {
    if (this.#group === undefined) {
      turn.run('begin immediate');
      this.#group = new CommitGroup();
    }
    turn.run('savepoint one');
    turn.state = 'in-transaction';
  }

  /**
   * A transaction has ended when it is on the disk; those that wait for their turn join it on its way there, so that the
   * disk is waited for once.
   */
  async commitTransaction(turn: Turn): Promise<void> {
    const group = this.#group;
    if (group === undefined) throw new Error('there is no transaction to commit');
    turn.run('release one');
    turn.state = 'committing';
    group.size += 1;
    if (this.#waiting.length === 0 || group.size >= groupLimit) this.#commitGroup();
    else {
      turn.state = 'over';
      this.#passOn();
    }
    await group.done;
  }

  async rollbackTransaction(turn: Turn): Promise<void> {
    if (turn.state !== 'in-transaction' || this.#group === undefined) return;
    turn.state = 'idle';
    try {
      turn.run('rollback to one');
      turn.run('release one');
    } catch (error) {
      // The engine has ended the whole transaction by itself.
      this.#abandonGroup(error);
      return;
    }
    if (this.#group.size === 0) this.#abandonGroup(undefined);
    else if (this.#waiting.length === 0) this.#commitGroup();
  }

  async releaseConnection(turn: Turn): Promise<void> {
    if (turn.state !== 'over') this.#passOn();
    turn.state = 'over';
  }

  async destroy(): Promise<void> {
    if (this.#busy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#connection?.close();
    this.#connection = undefined;
    this.#passOn();
  }

  #passOn(): void {
    const next = this.#waiting.shift();
    this.#busy = next !== undefined;
    next?.();
  }

  #commitGroup(): void {
    const group = this.#group;
    if (group === undefined) return;
    try {
      this.#connection?.run('commit');
      this.#group = undefined;
      group.resolve();
    } catch (error) {
      this.#abandonGroup(error);
    }
  }

  #abandonGroup(error: unknown): void {
    const group = this.#group;
    this.#group = undefined;
    try {
      this.#connection?.run('rollback');
    } catch {
      // There is none any more.
    }
    group?.reject(error);
  }
}

/** Transactions that reach the disk together. */
class CommitGroup {
  size = 0;
  resolve: () => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;
  readonly done = new Promise<void>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    // Whoever joined it waits for it; a group may end without anybody.
    this.done.catch(() => undefined);
  }
}

/** The connection, for as long as one query or transaction has it. */
class Turn implements DatabaseConnection {
  state: 'idle' | 'in-transaction' | 'committing' | 'over' = 'idle';
  readonly #connection: LibsqlConnection;
  readonly #commitGroup: () => void;

  constructor(connection: LibsqlConnection, commitGroup: () => void) {
    this.#connection = connection;
    this.#commitGroup = commitGroup;
  }

  run(sql: string): void {
    this.#connection.run(sql);
  }

  /** Outside of a transaction, sees only what is on the disk. */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.state !== 'in-transaction') this.#commitGroup();
    return this.#connection.execute(query);
  }

  // biome-ignore lint/correctness/useYield: the vault pages by key instead.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('not supported');
  }
}

class LibsqlConnection {
  readonly #database: LibsqlDatabase.Database;
  readonly #prepared = new Map<string, Statement>();

  constructor(database: LibsqlDatabase.Database) {
    this.#database = database;
  }

  execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const statement = this.#prepare(sql);
    const bound = parameters.map(bindable);
    if (statement.reader) return { rows: statement.all(bound).map((row) => readable(row) as R) };
    const { changes } = statement.run(bound);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  run(sql: string): void {
    this.#prepare(sql).run([]);
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
