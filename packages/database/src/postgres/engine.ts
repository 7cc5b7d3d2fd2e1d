import { checkServerIdentity } from 'node:tls';
import { type Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { parseServerAddress, type ServerAddress } from '../database-address.js';
import { DatabaseError } from '../database-error.js';
import type { DurabilityFinding, Engine, EngineOptions } from '../engine.js';
import { columnTypes } from './column-types.js';
import { errorKind } from './error-kind.js';
import { LimitedPool } from './limited-pool.js';

/** The object id of `bigint`, which the driver would hand over as text. */
const bigintType = 20;
/** Any number will do, as long as every version takes the same. */
const migrationLock = 711_021_001;
/** Percent: leaves room on the page for the next version of a row, so that indexes of what did not change stay as they are. */
const fillFactor = 85;
const idleTimeout = 30_000;
const name = 'PostgreSQL';
const parameters = [
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'passwordfile',
  'host',
  'options',
  'application_name',
] as const;

/** PostgreSQL ≥ 13, `postgres://…`, also through PgBouncer with `pool_mode = transaction`: nothing depends on a session. */
export function createEngine({ url, connections, limits }: EngineOptions): Engine {
  const address = parseServerAddress(url, parameters);
  let raisesCommit = false;
  // Reads must see what others have committed, and a server that has lost us must not keep rows locked.
  const begin = () =>
    'begin isolation level read committed; ' +
    `set local statement_timeout = ${limits.statement}; ` +
    `set local idle_in_transaction_session_timeout = ${limits.statement + limits.connect}` +
    (raisesCommit ? '; set local synchronous_commit = on' : '');
  return {
    name,
    address: address.label,
    dialect: new PostgresDialect({
      pool: async () => new LimitedPool(openPool(address, connections, limits.connect), limits, begin),
    }),
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
    async examine(database) {
      await checkSearchPath(database, address);
      raisesCommit = (await readSettings(database)).synchronous_commit === 'off';
      return durabilityOf(await readSettings(database));
    },
  };
}

function openPool(
  { host, port, database, user, password, tls, ...rest }: ServerAddress,
  max: number,
  wait: number,
): pg.Pool {
  const pool = new pg.Pool({
    host,
    database,
    ssl: tls === undefined ? false : tlsOptions(tls, host),
    max,
    connectionTimeoutMillis: wait,
    idleTimeoutMillis: idleTimeout,
    keepAlive: true,
    types: { getTypeParser },
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(rest.options === undefined ? {} : { options: rest.options }),
    ...(rest.applicationName === undefined ? {} : { application_name: rest.applicationName }),
  });
  // A connection that breaks is replaced when it is next needed; what it was used for fails by itself.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

function tlsOptions({ isVerified, ca, cert, key }: NonNullable<ServerAddress['tls']>, host: string) {
  return {
    rejectUnauthorized: isVerified,
    // The driver does not pass on the name of every host.
    checkServerIdentity: (_: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
      isVerified ? checkServerIdentity(host, certificate) : undefined,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

const getTypeParser: typeof pg.types.getTypeParser = (type: number, format?: 'text' | 'binary') =>
  type === bigintType && format !== 'binary' ? Number : pg.types.getTypeParser(type, format as 'text');

/** A pooler may drop what the connection was opened with, and then the tables would be those of another schema. */
async function checkSearchPath(database: Kysely<unknown>, { options, label }: ServerAddress): Promise<void> {
  const asked = /-c\s*search_path=(\S+)/.exec(options ?? '')?.[1];
  if (asked === undefined) return;
  const { rows } = await sql<{ readonly found: string }>`select current_setting('search_path') as found`.execute(
    database,
  );
  const plain = (path: string | undefined) => path?.replaceAll(/["\s]/g, '');
  if (plain(rows[0]?.found) === plain(asked)) return;
  throw new DatabaseError(
    'unsupported',
    `${name} at ${label}: the schema that "options" chooses is not the one in use; a pooler such as PgBouncer drops it. ` +
      'Choose it with "alter role … set search_path", and leave "options" out',
    { address: label },
  );
}

type Settings = Readonly<Partial<Record<string, string>>>;

/** In a transaction, as commits happen. */
async function readSettings(database: Kysely<unknown>): Promise<Settings> {
  return database.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ readonly name: string; readonly setting: string }>`
      select name, setting from pg_settings
      where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'synchronous_standby_names')`.execute(
      transaction,
    );
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  });
}

function durabilityOf(settings: Settings): DurabilityFinding[] {
  const findings: DurabilityFinding[] = [];
  for (const setting of ['fsync', 'full_page_writes'] as const) {
    if (settings[setting] !== 'off') continue;
    findings.push({
      severity: 'refuse',
      message: `${setting} is off: a crash of the server loses commits. Switch it on`,
    });
  }
  if (settings.synchronous_commit === 'off') {
    const message = 'synchronous_commit stays off: a crash of the server loses commits. Let this role switch it on';
    findings.push({ severity: 'refuse', message });
  }
  if (settings.synchronous_commit === 'local' && settings.synchronous_standby_names !== '') {
    const message =
      'synchronous_commit is "local" although there are synchronous standbys: a failover can lose commits. Set it to "on"';
    findings.push({ severity: 'warn', message });
  }
  return findings;
}

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
