import { Kysely, type RawBuilder } from 'kysely';
import { createEngine } from './create-engine.js';
import { DatabaseError, type DatabaseErrorCode, type DatabaseErrorKind } from './database-error.js';
import type { Engine } from './engine.js';
import { migrate } from './migrations/migrate.js';
import type { MigrationSet } from './migrations/migration-set.js';
import { type DatabaseStep, watchDialect } from './watched-dialect.js';

/** Milliseconds to wait for what other transactions hold, and between two attempts at most: transactions are short. */
const longestConflict = 15_000;
const longestPause = 16;
/** Attempts to reach a database that cannot be reached, and the milliseconds before each. */
const reconnectPauses = [30, 100] as const;

export interface StoreOptions {
  /** `sqlite:<file>`, `postgres://…` or `mysql://…`. */
  readonly url: string;
  /** Connections to PostgreSQL or MySQL at most; 10 by default. */
  readonly connections?: number | undefined;
  readonly migrations: MigrationSet;
  /** Turns the error of an attempt into the caller's own. By default the `DatabaseError` is thrown as it is. */
  readonly toError?: ((error: DatabaseError) => Error) | undefined;
}

/**
 * A database with the tables of one migration set. A function given to `read` or `write` may run several times: it must
 * only query the database, and have the same effect when an earlier run was committed without our learning of it.
 */
export class Store<Schema> {
  readonly #engine: Engine;
  readonly #database: Kysely<Schema>;
  readonly #driverErrors: WeakMap<object, DatabaseStep>;
  readonly #toError: (error: DatabaseError) => Error;

  private constructor(engine: Engine, toError: (error: DatabaseError) => Error) {
    this.#engine = engine;
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
    const { url, connections = 10, migrations, toError = (error) => error } = options;
    const engine = await createEngine({ url, connections });
    const store = new Store<Schema>(engine, toError);
    const database = store.#database as Kysely<unknown>;
    try {
      await store.#attempt(() => migrate(database, engine, migrations));
    } catch (error) {
      await database.destroy();
      throw error;
    }
    return store;
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

  /** Runs queries that change nothing. @throws DatabaseError */
  read<T>(run: (database: Kysely<Schema>) => Promise<T>): Promise<T> {
    return this.#attempt(() => run(this.#database));
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

  close(): Promise<void> {
    return this.#database.destroy();
  }

  async #attempt<T>(run: () => Promise<T>): Promise<T> {
    const linger = performance.now() + longestConflict;
    const reconnects = reconnectPauses.values();
    let conflicts = 0;
    for (;;) {
      try {
        return await run();
      } catch (error) {
        if (error instanceof DatabaseError) throw this.#toError(error);
        if (typeof error !== 'object' || error === null || !this.#driverErrors.has(error)) throw error;
        const kind = this.#engine.errorKind(error);
        if (kind === 'not-of-the-database') throw error;
        let wait: number | undefined;
        if (kind === 'conflict') wait = conflictPause(conflicts++, linger);
        if (kind === 'unavailable') wait = reconnects.next().value;
        if (wait === undefined) throw this.#toError(this.#describe(error, kind));
        await pause(wait);
      }
    }
  }

  #describe(cause: unknown, kind: DatabaseErrorKind): DatabaseError {
    const code: DatabaseErrorCode = kind === 'unavailable' || kind === 'conflict' ? kind : 'refused';
    return new DatabaseError(code, 'the database cannot be reached, or refuses', { cause });
  }
}

/** @returns milliseconds to wait; `undefined` when it was long enough */
function conflictPause(conflicts: number, linger: number): number | undefined {
  return performance.now() < linger ? Math.min(longestPause, 2 ** conflicts) : undefined;
}

/** Up to that many milliseconds, so that those who lost together do not try again together. */
function pause(limit: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, limit * (0.5 + Math.random() / 2)));
}
