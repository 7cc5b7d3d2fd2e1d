import { type Kysely, MysqlDialect, sql } from 'kysely';
import { createPool, type Pool, type PoolOptions } from 'mysql2';
import { parseServerAddress, type ServerAddress } from '../database-address.js';
import type { DurabilityFinding, Engine, EngineOptions, TimeLimits } from '../engine.js';
import { columnTypes } from './column-types.js';
import { errorKind } from './error-kind.js';
import { LimitedPool } from './limited-pool.js';

/** Seconds to wait for another process that migrates. */
const migrationWait = 60;
const idleTimeout = 30_000;
const defaultPort = 3306;
const parameters = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'passwordfile', 'host'] as const;

/** MySQL ≥ 8 or MariaDB ≥ 10.6, `mysql://…`. */
export function createEngine({ url, connections, limits }: EngineOptions): Engine {
  const address = parseServerAddress(url, parameters);
  return {
    name: 'MySQL',
    address: address.label,
    dialect: new MysqlDialect({ pool: async () => LimitedPool.create(openPool(address, connections, limits), limits) }),
    columnTypes,
    tableOptions: sql`engine = InnoDB default character set utf8mb4 collate utf8mb4_bin`,
    now: sql<number>`cast(unix_timestamp(sysdate(3)) * 1000 as signed)`,
    locksRows: true,
    ignoreDuplicates: 'insert-ignore',
    errorKind,
    migrateAlone: (database, migrate) => database.connection().execute((one) => withNamedLock(one, () => migrate(one))),
    place,
    examine,
  };
}

function openPool(address: ServerAddress, connectionLimit: number, limits: TimeLimits): Pool {
  const pool = createPool({ ...poolOptions(address), connectionLimit, connectTimeout: limits.connect });
  // Reads must see what others have committed, the clock must not know of daylight saving, and a server that has lost
  // us must not keep rows locked.
  const settings = [
    'set session transaction isolation level read committed',
    `set session time_zone = '+00:00', wait_timeout = ${Math.ceil((2 * idleTimeout) / 1000)}`,
  ];
  pool.on('connection', (connection) => {
    // A connection that breaks is replaced when it is next needed; what it was used for fails by itself.
    connection.on('error', () => undefined);
    for (const statement of settings) {
      connection.query(statement, (error) => {
        if (error !== null) connection.destroy();
      });
    }
  });
  return pool;
}

function poolOptions({ host, port, database, user, password, tls }: ServerAddress): PoolOptions {
  return {
    ...(host.startsWith('/') ? { socketPath: host } : { host, port: port ?? defaultPort }),
    database,
    idleTimeout,
    supportBigNumbers: true,
    enableKeepAlive: true,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { ssl: tlsOptions(tls) }),
  };
}

function tlsOptions({ isVerified, ca, cert, key }: NonNullable<ServerAddress['tls']>) {
  return {
    rejectUnauthorized: isVerified,
    verifyIdentity: isVerified,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

/** Statements that change tables end transactions here, so the lock is one of the session. */
async function withNamedLock(database: Kysely<unknown>, run: () => Promise<void>): Promise<void> {
  const name = sql`concat('lingpai migration ', md5(database()))`;
  let isHeld = false;
  // Each statement waits for a second: none is to take longer than statements may.
  for (let second = 0; !isHeld && second < migrationWait; second += 1) {
    const { rows } = await sql<{ readonly held: number | null }>`select get_lock(${name}, 1) as held`.execute(database);
    isHeld = rows[0]?.held === 1;
  }
  if (!isHeld) throw new Error(`another process has been migrating for more than ${migrationWait} seconds`);
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

interface Settings {
  readonly flushed: number;
  readonly has_log: number;
  readonly log_flushed: number;
  readonly doublewrite: string;
}

async function examine(database: Kysely<unknown>): Promise<DurabilityFinding[]> {
  const { rows } = await sql<Settings>`
    select @@innodb_flush_log_at_trx_commit as flushed, @@log_bin as has_log, @@sync_binlog as log_flushed,
      cast(@@innodb_doublewrite as char) as doublewrite`.execute(database);
  const [settings] = rows;
  const findings: DurabilityFinding[] = [];
  if (settings === undefined) return findings;
  const { flushed, has_log, log_flushed, doublewrite } = settings;
  if (flushed !== 1) {
    const message = `innodb_flush_log_at_trx_commit is ${flushed}: a crash of the server loses commits. Set it to 1`;
    findings.push({ severity: 'refuse', message });
  }
  if (has_log === 1 && log_flushed !== 1) {
    const message = `sync_binlog is ${log_flushed} with the binary log on: after a crash, replicas and backups can differ. Set it to 1`;
    findings.push({ severity: 'warn', message });
  }
  if (/^(0|off)$/i.test(doublewrite)) {
    const message =
      'innodb_doublewrite is off: a crash can damage a page, unless the file system writes pages whole. Switch it on';
    findings.push({ severity: 'warn', message });
  }
  return findings;
}
