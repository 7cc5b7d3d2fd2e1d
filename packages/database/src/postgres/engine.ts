import { type Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Engine, EngineOptions } from '../engine.js';
import { columnTypes } from './column-types.js';
import { errorKind } from './error-kind.js';

/** The object id of `bigint`, which the driver would hand over as text. */
const bigintType = 20;
/** Any number will do, as long as every version of the vault takes the same. */
const migrationLock = 711_021_001;
/** Percent: room for the next version of a row beside it, so that indexes of what did not change are left alone. */
const fillFactor = 85;
const timeouts = { connectionTimeoutMillis: 5_000, query_timeout: 20_000, idleTimeoutMillis: 30_000 } as const;
/** Journal rows must outlive the server, and reads must see what others have committed. */
const sessionSettings = `
  set session characteristics as transaction isolation level read committed;
  select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`;

/** PostgreSQL ≥ 13, `postgres://…`; a schema of its own is chosen with `?options=-csearch_path%3D…`. */
export function createEngine({ url, connections }: EngineOptions): Engine {
  return {
    dialect: new PostgresDialect({ pool: async () => openPool(url, connections) }),
    columnTypes,
    tableOptions: sql`with (fillfactor = ${sql.lit(fillFactor)})`,
    now: sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
    locksRows: true,
    ignoreDuplicates: 'on-conflict',
    errorKind,
    migrateAlone: (database, migrate) =>
      database.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(transaction);
        await migrate(transaction);
      }),
    place,
  };
}

function openPool(connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString, max, ...timeouts, keepAlive: true, types: { getTypeParser } });
  // A connection that breaks is replaced when it is next needed; what it was used for fails by itself.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    client.query(sessionSettings).catch(() => undefined);
  });
  return pool;
}

const getTypeParser: typeof pg.types.getTypeParser = (type: number, format?: 'text' | 'binary') =>
  type === bigintType && format !== 'binary' ? Number : pg.types.getTypeParser(type, format as 'text');

/** A physical replica that takes over is the same place; a dump that is loaded elsewhere is not. */
async function place(database: Kysely<unknown>): Promise<string> {
  const { rows } = await sql<{ readonly place: string }>`
    select (select oid from pg_database where datname = current_database()) || ' ' || current_schema() as place`.execute(
    database,
  );
  const system = await systemIdentifier(database);
  return `postgres ${system} ${rows[0]?.place}`;
}

/** Not every user may ask for it. */
async function systemIdentifier(database: Kysely<unknown>): Promise<string> {
  try {
    const { rows } = await sql<{ readonly id: string }>`
      select cast(system_identifier as text) as id from pg_control_system()`.execute(database);
    return rows[0]?.id ?? '';
  } catch (error) {
    // A connection that broke just then must not make it another place.
    if (errorKind(error) !== 'refused') throw error;
    return '';
  }
}
