import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import type { TimeLimits } from '../engine.js';
import { limitTime } from '../limit-time.js';

type QueryResult = Awaited<ReturnType<PostgresPoolClient['query']>>;

const nothing = { command: 'UPDATE', rowCount: 0, rows: [] } as unknown as QueryResult;

/** A pool whose statements end in time, and whose transactions begin with settings of their own. */
export class LimitedPool implements PostgresPool {
  readonly #pool: pg.Pool;
  readonly #limits: TimeLimits;
  readonly #begin: () => string;

  /** @param begin the statement that begins a transaction */
  constructor(pool: pg.Pool, limits: TimeLimits, begin: () => string) {
    this.#pool = pool;
    this.#limits = limits;
    this.#begin = begin;
  }

  async connect(): Promise<PostgresPoolClient> {
    return new LimitedClient(await this.#pool.connect(), this.#limits, this.#begin) as unknown as PostgresPoolClient;
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

class LimitedClient {
  readonly #client: pg.PoolClient;
  readonly #limits: TimeLimits;
  readonly #begin: () => string;
  #isInside = false;
  #isAbandoned = false;

  constructor(client: pg.PoolClient, limits: TimeLimits, begin: () => string) {
    this.#client = client;
    this.#limits = limits;
    this.#begin = begin;
  }

  async query(sql: string, parameters: readonly unknown[] = []): Promise<QueryResult> {
    // A connection that was given up has no transaction any more.
    if (this.#isAbandoned && sql === 'rollback') return nothing;
    const isRead = !this.#isInside && /^select\b/i.test(sql);
    const work =
      sql === 'begin' ? this.#client.query(this.#begin()) : this.#client.query(sql, parameters.map(storable));
    if (sql === 'begin') this.#isInside = true;
    if (sql === 'commit' || sql === 'rollback') this.#isInside = false;
    const limit = isRead ? this.#limits.read : this.#limits.statement;
    const result: unknown = await limitTime<unknown>(work, limit, () => {
      this.#isAbandoned = true;
    });
    return result as QueryResult;
  }

  /** A connection that did not respond is closed. */
  release(): void {
    this.#client.release(this.#isAbandoned);
  }
}

/** PostgreSQL takes no text with U+0000, not even to compare it. Other engines do, and what others send is not ours to choose. */
const storable = (value: unknown) =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
