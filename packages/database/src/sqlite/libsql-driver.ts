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
const preparedLimit = 1_000;
/** Transactions that one commit takes to the disk: a bound for how long other processes wait. */
const groupLimit = 16;

type Statement = LibsqlDatabase.Statement;

/** SQLite through libsql: a connection that writes and one that reads, used by one query or transaction at a time. */
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
  #writing = false;
  #writer: LibsqlConnection | undefined;
  #reader: LibsqlConnection | undefined;
  #group: CommitGroup | undefined;

  constructor(open: () => LibsqlDatabase.Database) {
    this.#open = open;
  }

  async init(): Promise<void> {
    this.#writer = new LibsqlConnection(this.#open());
    this.#reader = new LibsqlConnection(this.#open());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#busy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy = true;
    const [writer, reader] = [this.#writer, this.#reader];
    if (writer !== undefined && reader !== undefined) return new Turn(writer, reader, () => this.#commitGroup());
    this.#passOn();
    throw new Error('the database is closed');
  }

  /** Write transactions take their lock at once: a lock that is taken later can fail in the middle. */
  async beginTransaction(turn: Turn): Promise<void> {
    if (this.#group === undefined) {
      turn.run('begin immediate');
      this.#group = new CommitGroup();
    }
    try {
      turn.run('savepoint one');
    } catch (error) {
      if (this.#group.size === 0) this.#abandonGroup(error);
      throw error;
    }
    turn.state = 'in-transaction';
    this.#writing = true;
  }

  /**
   * A transaction has ended when it is on the disk. Those that are ready by then go there with it: the disk is what takes
   * the time.
   */
  async commitTransaction(turn: Turn): Promise<void> {
    const group = this.#group;
    if (group === undefined) throw new Error('there is no transaction to commit');
    turn.run('release one');
    turn.state = 'committed';
    this.#writing = false;
    group.size += 1;
    if (group.size === 1) setImmediate(() => this.#commitWhenIdle(group));
    if (group.isDue || group.size >= groupLimit) this.#commitGroup();
    this.#passOn();
    await group.done;
  }

  async rollbackTransaction(turn: Turn): Promise<void> {
    const group = this.#group;
    if (turn.state !== 'in-transaction' || group === undefined) return;
    turn.state = 'idle';
    this.#writing = false;
    try {
      turn.run('rollback to one');
      turn.run('release one');
      if (group.isDue) this.#commitGroup();
    } catch (error) {
      // The engine has ended the whole transaction by itself.
      this.#abandonGroup(error);
    }
    if (group === this.#group && group.size === 0) this.#abandonGroup(undefined);
  }

  async releaseConnection(turn: Turn): Promise<void> {
    if (turn.state !== 'committed') this.#passOn();
  }

  async destroy(): Promise<void> {
    if (this.#busy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#commitGroup();
    this.#writer?.close();
    this.#reader?.close();
    this.#writer = undefined;
    this.#reader = undefined;
    this.#passOn();
  }

  #passOn(): void {
    const next = this.#waiting.shift();
    this.#busy = next !== undefined;
    next?.();
  }

  /** In the middle of a transaction, its end is waited for. */
  #commitWhenIdle(group: CommitGroup): void {
    if (group !== this.#group) return;
    if (this.#writing) group.isDue = true;
    else this.#commitGroup();
  }

  #commitGroup(): void {
    const group = this.#group;
    if (group === undefined) return;
    try {
      this.#writer?.run('commit');
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
      this.#writer?.run('rollback');
    } catch {
      // There is none any more.
    }
    group?.reject(error);
  }
}

/** Transactions that reach the disk together. */
class CommitGroup {
  size = 0;
  /** It waits for nobody any more. */
  isDue = false;
  resolve: () => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;
  readonly done = new Promise<void>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    // Whoever belongs to it waits for it; a group may end with nobody in it.
    this.done.catch(() => undefined);
  }
}

/** The connections, for as long as one query or transaction has them. */
class Turn implements DatabaseConnection {
  state: 'idle' | 'in-transaction' | 'committed' = 'idle';
  readonly #writer: LibsqlConnection;
  readonly #reader: LibsqlConnection;
  readonly #commitGroup: () => void;

  constructor(writer: LibsqlConnection, reader: LibsqlConnection, commitGroup: () => void) {
    this.#writer = writer;
    this.#reader = reader;
    this.#commitGroup = commitGroup;
  }

  run(sql: string): void {
    this.#writer.run(sql);
  }

  /** Outside of a transaction, reads what is on the disk. */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.state === 'in-transaction') return this.#writer.execute(query);
    if (query.query.kind === 'SelectQueryNode') return this.#reader.execute(query);
    this.#commitGroup();
    return this.#writer.execute(query);
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
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof ArrayBuffer) Reflect.set(row, name, Buffer.from(value));
  }
  return row;
}
