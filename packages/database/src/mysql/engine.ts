import { type Kysely, MysqlDialect, sql } from 'kysely';
import { createPool, type Pool } from 'mysql2';
import type { Engine, EngineOptions } from '../engine.js';
import { columnTypes } from './column-types.js';
import { errorKind } from './error-kind.js';

/** Seconds to wait for another process that migrates. */
const migrationWait = 60;
const timeouts = { connectTimeout: 5_000, idleTimeout: 30_000 } as const;
/** Reads must see what others have committed, and the clock must not know of daylight saving. */
const sessionSettings = ['set session transaction isolation level read committed', "set session time_zone = '+00:00'"];

/** MySQL ≥ 8 or MariaDB ≥ 10.6, `mysql://…`. */
export function createEngine({ url, connections }: EngineOptions): Engine {
  return {
    dialect: new MysqlDialect({ pool: async () => openPool(url, connections) }),
    columnTypes,
    tableOptions: sql`engine = InnoDB default character set utf8mb4 collate utf8mb4_bin`,
    now: sql<number>`cast(unix_timestamp(sysdate(3)) * 1000 as signed)`,
    locksRows: true,
    ignoreDuplicates: 'insert-ignore',
    errorKind,
    migrateAlone: (database, migrate) => database.connection().execute((one) => withNamedLock(one, () => migrate(one))),
    place,
  };
}

function openPool(uri: string, connectionLimit: number): Pool {
  const pool = createPool({ uri, connectionLimit, ...timeouts, supportBigNumbers: true, enableKeepAlive: true });
  pool.on('connection', (connection) => {
    // A connection that breaks is replaced when it is next needed; what it was used for fails by itself.
    connection.on('error', () => undefined);
    for (const statement of sessionSettings) {
      connection.query(statement, (error) => {
        if (error !== null) connection.destroy();
      });
    }
  });
  return pool;
}

/** Statements that change tables end transactions here, so the lock is one of the session. */
async function withNamedLock(database: Kysely<unknown>, run: () => Promise<void>): Promise<void> {
  const name = sql`concat('lingpai migration ', md5(database()))`;
  const { rows } = await sql<{ readonly held: number | null }>`
    select get_lock(${name}, ${sql.lit(migrationWait)}) as held`.execute(database);
  if (rows[0]?.held !== 1) throw new Error('another process has been migrating for too long');
  try {
    await run();
  } finally {
    await sql`select release_lock(${name})`.execute(database);
  }
}

async function place(database: Kysely<unknown>): Promise<string> {
  const { rows } = await sql<{ readonly place: string }>`
    select concat(@@hostname, ' ', @@port, ' ', md5(concat(@@datadir, ' ', database()))) as place`.execute(database);
  return `mysql ${rows[0]?.place}`;
}
