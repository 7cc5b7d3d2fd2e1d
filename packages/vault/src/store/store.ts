import { Kysely, type RawBuilder } from 'kysely';
import { VaultError } from '../errors/vault-error.js';
import { createEngine } from './create-engine.js';
import type { Database, DatabaseErrorKind, Engine, EngineOptions } from './engine.js';
import { migrate } from './migrate.js';
import type { VaultSchema } from './schema.js';

/** Milliseconds for which what others hold is waited for, and between two attempts at most: transactions are short. */
const longestConflict = 15_000;
const longestPause = 16;
/** Attempts to reach a database that cannot be reached, and the milliseconds before each. */
const reconnectPauses = [30, 100] as const;

/**
 * The database. Whatever is given to `read` and `write` may run several times, and so must do nothing but ask the
 * database, and come to the same when it was done before without our having heard of it.
 */
export class Store {
  readonly #engine: Engine;
  readonly #database: Database;

  private constructor(engine: Engine, database: Database) {
    this.#engine = engine;
    this.#database = database;
  }

  /** Connects, and brings the tables up to this version. @throws VaultError TypeError */
  static async open(options: EngineOptions): Promise<Store> {
    const engine = await createEngine(options);
    const database = new Kysely<VaultSchema>({ dialect: engine.dialect });
    const store = new Store(engine, database);
    try {
      await store.#attempt(() => migrate(database, engine));
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

  /** Runs queries that change nothing. @throws VaultError `database` */
  read<T>(run: (database: Database) => Promise<T>): Promise<T> {
    return this.#attempt(() => run(this.#database));
  }

  /** Runs a transaction. @throws VaultError `database` */
  write<T>(run: (database: Database) => Promise<T>): Promise<T> {
    return this.#attempt(() => this.#database.transaction().execute(run));
  }

  /** Whether a transaction has to lock the rows it reads. */
  get locksRows(): boolean {
    return this.#engine.locksRows;
  }

  /** Tells this database from a copy of it elsewhere. */
  place(): Promise<string> {
    return this.#attempt(() => this.#engine.place(this.#database));
  }

  errorKind(error: unknown): DatabaseErrorKind {
    return this.#engine.errorKind(error);
  }

  get ignoreDuplicates(): Engine['ignoreDuplicates'] {
    return this.#engine.ignoreDuplicates;
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
        if (error instanceof VaultError) throw error;
        const kind = this.#engine.errorKind(error);
        if (kind === 'not-of-the-database') throw error;
        let wait: number | undefined;
        if (kind === 'conflict') wait = conflictPause(conflicts++, linger);
        if (kind === 'unavailable') wait = reconnects.next().value;
        if (wait === undefined) {
          throw new VaultError('database', 'the database cannot be reached, or refuses', { cause: error });
        }
        await pause(wait);
      }
    }
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
