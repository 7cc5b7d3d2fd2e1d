import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult, TransactionSettings } from 'kysely';
import type { DatabaseStep } from './database-error.js';

/** Is called with what a driver throws. Nothing else that fails in a transaction is an error of the database. */
export type OnDriverError = (error: unknown, step: DatabaseStep) => void;

export function watchDialect(dialect: Dialect, onError: OnDriverError): Dialect {
  return {
    createDriver: () => new WatchedDriver(dialect.createDriver(), onError),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (database) => dialect.createIntrospector(database),
  };
}

class WatchedDriver implements Driver {
  readonly #driver: Driver;
  readonly #onError: OnDriverError;

  constructor(driver: Driver, onError: OnDriverError) {
    this.#driver = driver;
    this.#onError = onError;
  }

  init(): Promise<void> {
    return this.#watch('connect', () => this.#driver.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await this.#watch('connect', () => this.#driver.acquireConnection());
    return new WatchedConnection(connection, (run) => this.#watch('query', run));
  }

  beginTransaction(connection: WatchedConnection, settings: TransactionSettings): Promise<void> {
    return this.#watch('begin', () => this.#driver.beginTransaction(connection.inner, settings));
  }

  commitTransaction({ inner }: WatchedConnection): Promise<void> {
    return this.#watch('commit', () => this.#driver.commitTransaction(inner));
  }

  rollbackTransaction({ inner }: WatchedConnection): Promise<void> {
    return this.#watch('rollback', () => this.#driver.rollbackTransaction(inner));
  }

  releaseConnection({ inner }: WatchedConnection): Promise<void> {
    return this.#driver.releaseConnection(inner);
  }

  destroy(): Promise<void> {
    return this.#driver.destroy();
  }

  async #watch<T>(step: DatabaseStep, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      this.#onError(error, step);
      throw error;
    }
  }
}

type Watch = <T>(run: () => Promise<T>) => Promise<T>;

class WatchedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #watch: Watch;

  constructor(inner: DatabaseConnection, watch: Watch) {
    this.inner = inner;
    this.#watch = watch;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#watch(() => this.inner.executeQuery<R>(query));
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery<R>(query, chunkSize);
  }
}
