import { Kysely, type RawBuilder } from 'kysely';
import { CompiledQueries, type QueryOf } from './compiled-queries.js';
import { createEngine } from './create-engine.js';
import { DatabaseError, type DatabaseErrorKind, type DatabaseStep } from './database-error.js';
import { describeError } from './describe-error.js';
import type { DurabilityFinding, Engine, TimeLimits } from './engine.js';
import { isTimeout, limitTime } from './limit-time.js';
import { migrate } from './migrations/migrate.js';
import type { MigrationSet } from './migrations/migration-set.js';
import { watchDialect } from './watched-dialect.js';

/** Milliseconds to wait for what other transactions hold, and between two attempts at most: transactions are short. */
const longestConflict = 15_000;
const longestPause = 16;
/** Attempts to reach a database that cannot be reached, and the milliseconds before each. */
const reconnectPauses = [30, 100] as const;

export interface StoreOptions {
  /** `sqlite:<file>`, `postgres://…` or `mysql://…`. */
  readonly url: string;
  readonly migrations: MigrationSet;
  /** Connections to PostgreSQL or MySQL at most; 10 by default. */
  readonly connections?: number | undefined;
  /** Milliseconds to wait for a connection; 5,000 by default. */
  readonly connectTimeout?: number | undefined;
  /** Milliseconds within which every `read` succeeds or fails; 5,000 by default. */
  readonly readTimeout?: number | undefined;
  /** Milliseconds that one statement of a transaction may take; 20,000 by default. */
  readonly statementTimeout?: number | undefined;
  /** Whether tables are created in a SQLite file that exists and has none of ours; `false` by default. */
  readonly create?: boolean | undefined;
  /** Whether a server is used that can lose commits which it has confirmed; `false` by default. */
  readonly allowWeakDurability?: boolean | undefined;
  /** Is called with what an operator should know; `process.emitWarning` by default. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Turns the error of an attempt into the caller's own. By default the `DatabaseError` is thrown as it is. */
  readonly toError?: ((error: DatabaseError) => Error) | undefined;
}

const defaultLimits: TimeLimits = { connect: 5_000, read: 5_000, statement: 20_000 };

/** Whether the caller still waits for an attempt. */
interface Attempt {
  isAbandoned: boolean;
}

/**
 * A database with the tables of one migration set. A function given to `read` or `write` may run several times: it must
 * only query the database, and have the same effect when an earlier run was committed without our learning of it.
 */
export class Store<Schema> {
  readonly #engine: Engine;
  readonly #database: Kysely<Schema>;
  readonly #compiled = new CompiledQueries<Schema>();
  readonly #driverErrors: WeakMap<object, DatabaseStep>;
  readonly #limits: TimeLimits;
  readonly #toError: (error: DatabaseError) => Error;

  private constructor(engine: Engine, limits: TimeLimits, toError: (error: DatabaseError) => Error) {
    this.#engine = engine;
    this.#limits = limits;
    this.#toError = toError;
    const driverErrors = new WeakMap<object, DatabaseStep>();
    this.#driverErrors = driverErrors;
    const dialect = watchDialect(engine.dialect, (error, step) => {
      if (typeof error === 'object' && error !== null) driverErrors.set(error, step);
    });
    this.#database = new Kysely<Schema>({ dialect });
  }

  /**
   * Connects, and brings the tables up to this version.
   *
   * @throws TypeError when `url` is not an address of a database
   * @throws DatabaseError
   */
  static async open<Schema>(options: StoreOptions): Promise<Store<Schema>> {
    const { toError = (error) => error } = options;
    try {
      return await openStore<Schema>(options, (engine) => new Store<Schema>(engine, limitsOf(options), toError));
    } catch (error) {
      throw error instanceof DatabaseError ? toError(error) : error;
    }
  }

  /** @internal */
  async setUp({ migrations, create = false, allowWeakDurability = false, onWarning }: StoreOptions): Promise<void> {
    const engine = this.#engine;
    const database = this.#database as Kysely<unknown>;
    await this.#attempt(async () => {
      if (!create && engine.file !== undefined && !(await engine.file.hasMigrations(database)))
        throw foreignFile(engine);
      const findings = await engine.examine(database);
      for (const finding of findings) reactTo(finding, engine, { allowWeakDurability, onWarning });
      await migrate(database, engine, migrations);
    });
  }

  /** The database's clock, for use in a query. */
  get now(): RawBuilder<number> {
    return this.#engine.now;
  }

  /** Whether a transaction has to lock the rows it reads. */
  get locksRows(): boolean {
    return this.#engine.locksRows;
  }

  get ignoreDuplicates(): Engine['ignoreDuplicates'] {
    return this.#engine.ignoreDuplicates;
  }

  /** Runs queries that change nothing, and fails when they take longer than `readTimeout`. @throws DatabaseError */
  async read<T>(run: (database: Kysely<Schema>) => Promise<T>): Promise<T> {
    const attempt: Attempt = { isAbandoned: false };
    try {
      return await limitTime(
        this.#attempt(() => run(this.#database), attempt),
        this.#limits.read,
        () => {
          attempt.isAbandoned = true;
        },
      );
    } catch (error) {
      throw isTimeout(error) ? this.#toError(this.#describe(error, 'unavailable', 'query')) : error;
    }
  }

  /**
   * Runs one query like `read`. It is built once, and then run with other values.
   *
   * @param query a constant; what it builds must not depend on anything but the values
   * @throws DatabaseError
   */
  readCompiled<Values extends object, Row>(query: QueryOf<Schema, Values, Row>, values: Values): Promise<Row[]> {
    return this.read((database) => this.#compiled.run(database, query, values));
  }

  /** Runs a transaction. @throws DatabaseError */
  write<T>(run: (database: Kysely<Schema>) => Promise<T>): Promise<T> {
    return this.#attempt(() => this.#database.transaction().execute(run));
  }

  /** Identifies this database, so that a copy of it elsewhere can be told from it. */
  place(): Promise<string> {
    return this.#attempt(() => this.#engine.place(this.#database as Kysely<unknown>));
  }

  /** What an error of the driver, or a `DatabaseError` made of it, means. */
  errorKind(error: unknown): DatabaseErrorKind {
    return this.#engine.errorKind(error instanceof DatabaseError ? error.cause : error);
  }

  /**
   * Looks whether the database is still the one that was opened.
   *
   * @throws DatabaseError `replaced` when its file was deleted or replaced
   */
  check(): Promise<void> {
    return this.#attempt(async () => this.#engine.file?.check());
  }

  /** Writes the write-ahead log of SQLite into the main file. Servers need no such thing. */
  flush(): Promise<void> {
    return this.#attempt(async () => this.#engine.file?.flush());
  }

  /**
   * Writes a copy of a SQLite database to a new file, while others read and write.
   *
   * @throws DatabaseError `file` when `to` exists or cannot be written; `unsupported` on a server
   */
  backUp(to: string): Promise<void> {
    return this.#attempt(async () => {
      const { file, name, address } = this.#engine;
      if (file !== undefined) return file.backUp(to);
      const message = `${name} at ${address}: a server is backed up with its own tools, such as pg_dump or mariadb-dump`;
      throw new DatabaseError('unsupported', message, { address });
    });
  }

  /** Waits for what is under way, and closes every connection. */
  close(): Promise<void> {
    return this.#database.destroy();
  }

  async #attempt<T>(run: () => Promise<T>, attempt: Attempt = { isAbandoned: false }): Promise<T> {
    const linger = performance.now() + longestConflict;
    const reconnects = reconnectPauses.values();
    let conflicts = 0;
    for (;;) {
      try {
        return await run();
      } catch (error) {
        if (error instanceof DatabaseError) throw this.#toError(error);
        const step = typeof error === 'object' && error !== null ? this.#driverErrors.get(error) : undefined;
        const kind = this.#engine.errorKind(error);
        if (kind === 'not-of-the-database' || (step === undefined && kind !== 'replaced')) throw error;
        let wait: number | undefined;
        if (kind === 'conflict') wait = conflictPause(conflicts++, linger);
        if (kind === 'unavailable' && !isTimeout(error)) wait = reconnects.next().value;
        if (wait === undefined || attempt.isAbandoned) throw this.#toError(this.#describe(error, kind, step));
        await pause(wait);
      }
    }
  }

  #describe(cause: unknown, kind: DatabaseErrorKind, step: DatabaseStep = 'query'): DatabaseError {
    const { name, address } = this.#engine;
    return describeError(cause, { kind, step, name, address });
  }
}

function limitsOf({ connectTimeout, readTimeout, statementTimeout }: StoreOptions): TimeLimits {
  return Object.freeze({
    connect: connectTimeout ?? defaultLimits.connect,
    read: readTimeout ?? defaultLimits.read,
    statement: statementTimeout ?? defaultLimits.statement,
  });
}

interface Opened {
  setUp(options: StoreOptions): Promise<void>;
  close(): Promise<void>;
}

async function openStore<Schema>(
  options: StoreOptions,
  create: (engine: Engine) => Store<Schema>,
): Promise<Store<Schema>> {
  const { url, connections = 10 } = options;
  const engine = await createEngine({ url, connections, limits: limitsOf(options) });
  if (engine.file?.exists() === false) {
    await engine.file.create((temporary) => setUpAndClose(create(temporary), { ...options, create: true }));
  }
  const store = create(engine);
  try {
    await store.setUp(options);
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

async function setUpAndClose(store: Opened, options: StoreOptions): Promise<void> {
  try {
    await store.setUp(options);
  } finally {
    await store.close();
  }
}

function foreignFile({ name, address }: Engine): DatabaseError {
  const message =
    `${name} at ${address}: the file exists and has no tables of ours. Perhaps it was copied without its write-ahead log ` +
    '(-wal): restore a backup. To create the tables in it, open it once with { create: true }';
  return new DatabaseError('foreign-file', message, { address });
}

function reactTo(
  { severity, message }: DurabilityFinding,
  { name, address }: Engine,
  { allowWeakDurability, onWarning }: Pick<StoreOptions, 'allowWeakDurability' | 'onWarning'>,
): void {
  const text = `${name} at ${address}: ${message}`;
  if (severity === 'refuse' && !allowWeakDurability) {
    const hint = 'To use the server as it is, open it with { allowWeakDurability: true }';
    throw new DatabaseError('weak-durability', `${text}. ${hint}`, { address });
  }
  if (onWarning === undefined) process.emitWarning(text, { code: 'LINGPAI_DATABASE' });
  else onWarning(text);
}

/** @returns milliseconds to wait; `undefined` when it was long enough */
function conflictPause(conflicts: number, linger: number): number | undefined {
  return performance.now() < linger ? Math.min(longestPause, 2 ** conflicts) : undefined;
}

/** Up to that many milliseconds, so that those who lost together do not try again together. */
function pause(limit: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, limit * (0.5 + Math.random() / 2)));
}
