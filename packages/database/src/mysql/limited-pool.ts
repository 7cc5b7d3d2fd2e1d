import type { MysqlPool, MysqlPoolConnection } from 'kysely';
import type { Pool, PoolConnection } from 'mysql2';
import type { TimeLimits } from '../engine.js';
import { limitTime } from '../limit-time.js';

type Callback = (error: unknown, result: unknown) => void;
type Acquired = (error: unknown, connection?: MysqlPoolConnection) => void;

/** A pool whose connections and statements come in time, or fail. */
export class LimitedPool {
  readonly #pool: Pool;
  readonly #limits: TimeLimits;
  readonly #known = new WeakMap<PoolConnection, LimitedConnection>();

  private constructor(pool: Pool, limits: TimeLimits) {
    this.#pool = pool;
    this.#limits = limits;
  }

  static create(pool: Pool, limits: TimeLimits): MysqlPool {
    const limited = new LimitedPool(pool, limits);
    return {
      getConnection: (callback: Acquired) => limited.#connect(callback),
      // A connection that fails to end, or that was still being made, is gone as well.
      end: (callback) => pool.end(() => callback(null)),
    } as MysqlPool;
  }

  #connect(callback: Acquired): void {
    let isLate = false;
    const acquired = new Promise<PoolConnection>((resolve, reject) => {
      this.#pool.getConnection((error, connection) => {
        if (error !== null) reject(error);
        else if (isLate) connection.release();
        else resolve(connection);
      });
    });
    limitTime(acquired, this.#limits.connect, () => {
      isLate = true;
    }).then(
      (connection) => callback(null, this.#limitedOf(connection) as unknown as MysqlPoolConnection),
      (error: unknown) => callback(error),
    );
  }

  #limitedOf(connection: PoolConnection): LimitedConnection {
    const known = this.#known.get(connection) ?? new LimitedConnection(connection, this.#limits);
    this.#known.set(connection, known);
    return known;
  }
}

class LimitedConnection {
  readonly #connection: PoolConnection;
  readonly #limits: TimeLimits;
  #isInside = false;
  #isAbandoned = false;

  constructor(connection: PoolConnection, limits: TimeLimits) {
    this.#connection = connection;
    this.#limits = limits;
  }

  query(sql: string, parameters: readonly unknown[], callback: Callback): void {
    // A connection that was given up has no transaction any more.
    if (this.#isAbandoned && sql === 'rollback') {
      callback(null, { affectedRows: 0 });
      return;
    }
    const isRead = !this.#isInside && /^select\b/i.test(sql);
    if (sql === 'begin') this.#isInside = true;
    if (sql === 'commit' || sql === 'rollback') this.#isInside = false;
    const work = new Promise<unknown>((resolve, reject) => {
      this.#connection.query(sql, [...parameters], (error, result) =>
        error === null ? resolve(result) : reject(error),
      );
    });
    limitTime(work, isRead ? this.#limits.read : this.#limits.statement, () => {
      this.#isAbandoned = true;
      this.#connection.destroy();
    }).then(
      (result) => callback(null, result),
      (error: unknown) => callback(error, undefined),
    );
  }

  release(): void {
    if (!this.#isAbandoned) this.#connection.release();
  }
}
