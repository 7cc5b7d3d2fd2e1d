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
import type { SqliteThread } from './sqlite-thread.js';
import type { SqliteThreads } from './sqlite-threads.js';
import type { EndRequest, QueryRequest, ThreadResult } from './thread-protocol.js';

/**
 * SQLite through libsql, off the main thread: a thread that writes, one transaction at a time, and one that reads and never
 * waits for the disk. The latter is started when reads and transactions first meet: until then, the former reads.
 */
export class LibsqlDialect implements Dialect {
  readonly #threads: SqliteThreads;

  constructor(threads: SqliteThreads) {
    this.#threads = threads;
  }

  createDriver(): Driver {
    return new LibsqlDriver(this.#threads);
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
  readonly #threads: SqliteThreads;
  readonly #waiting: (() => void)[] = [];
  #isBusy = false;
  /** Reads that the writing thread carries out; it is busy with them, and with nothing else. */
  #reads = 0;
  /** Transactions that are on their way to the disk. */
  #ending = 0;

  constructor(threads: SqliteThreads) {
    this.#threads = threads;
  }

  async init(): Promise<void> {
    // Each thread connects when it is first needed.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new Turn(this.#threads, {
      runAlone: (run) => this.#runAlone(run),
      read: (request) => this.#read(request),
    });
  }

  /** The first statement begins the transaction, in the same message. */
  async beginTransaction(turn: Turn): Promise<void> {
    await this.#lock();
    turn.begin();
  }

  async commitTransaction(turn: Turn): Promise<void> {
    await this.#end(turn, 'commit');
  }

  async rollbackTransaction(turn: Turn): Promise<void> {
    await this.#end(turn, 'rollback');
  }

  async releaseConnection(): Promise<void> {
    // The end of the transaction has released the writing thread.
  }

  async destroy(): Promise<void> {
    await this.#lock();
    await this.#threads.close();
    this.#unlock();
  }

  /** The next transaction can begin as soon as the request is sent: the thread keeps the order. */
  async #end(turn: Turn, kind: EndRequest['kind']): Promise<void> {
    const ended = turn.end({ kind, isNextReady: this.#waiting.length > 0 });
    this.#unlock();
    this.#ending += 1;
    await ended.finally(() => {
      this.#ending -= 1;
    });
  }

  async #read(request: QueryRequest): Promise<ThreadResult> {
    const isWriting = (this.#isBusy && this.#reads === 0) || this.#waiting.length > 0 || this.#ending > 0;
    if (isWriting || this.#threads.hasReader) return (await this.#threads.use('reader')).perform(request);
    this.#isBusy = true;
    this.#reads += 1;
    try {
      return await (await this.#threads.use('writer')).perform(request);
    } finally {
      this.#reads -= 1;
      if (this.#reads === 0) this.#unlock();
    }
  }

  async #runAlone<T>(run: () => Promise<T>): Promise<T> {
    await this.#lock();
    try {
      return await run();
    } finally {
      this.#unlock();
    }
  }

  async #lock(): Promise<void> {
    if (this.#reads > 0) this.#threads.prepareReader();
    if (this.#isBusy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isBusy = true;
  }

  #unlock(): void {
    const next = this.#waiting.shift();
    this.#isBusy = next !== undefined;
    next?.();
  }
}

/** What a query outside of a transaction needs of the driver. */
interface Lanes {
  runAlone<T>(run: () => Promise<T>): Promise<T>;
  read(request: QueryRequest): Promise<ThreadResult>;
}

/** The threads, for as long as one query or transaction uses them. */
class Turn implements DatabaseConnection {
  readonly #threads: SqliteThreads;
  readonly #lanes: Lanes;
  #next: QueryRequest['place'] = 'alone';
  #writer: SqliteThread | undefined;

  constructor(threads: SqliteThreads, lanes: Lanes) {
    this.#threads = threads;
    this.#lanes = lanes;
  }

  begin(): void {
    this.#next = 'first';
  }

  async end(request: EndRequest): Promise<void> {
    const writer = this.#writer;
    this.#next = 'alone';
    this.#writer = undefined;
    await writer?.perform(request);
  }

  /** Outside of a transaction, reads what is on the disk. */
  async executeQuery<R>({ query, sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const request = { kind: 'query', sql, parameters: parameters.map(sendable), place: this.#next } as const;
    if (this.#next !== 'alone') {
      this.#next = 'inside';
      this.#writer ??= await this.#threads.use('writer');
      return resultOf(await this.#writer.perform(request));
    }
    if (query.kind === 'SelectQueryNode') return resultOf(await this.#lanes.read(request));
    return resultOf(await this.#lanes.runAlone(async () => (await this.#threads.use('writer')).perform(request)));
  }

  // biome-ignore lint/correctness/useYield: the interface asks for it; callers page by key instead.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('not supported');
  }
}

/** Bytes are copied: what is sent of a part of a buffer would be the whole buffer. */
function sendable(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  throw new TypeError(`a value of type ${typeof value} cannot be stored`);
}

function resultOf<R>({ columns, rows, changes }: ThreadResult): QueryResult<R> {
  return { rows: rows.map((row) => objectOf(columns, row) as R), numAffectedRows: BigInt(changes) };
}

function objectOf(columns: readonly string[], row: readonly unknown[]): object {
  const object: Record<string, unknown> = {};
  for (const [index, name] of columns.entries()) {
    const value = row[index];
    object[name] = value instanceof ArrayBuffer ? Buffer.from(value) : value;
  }
  return object;
}
