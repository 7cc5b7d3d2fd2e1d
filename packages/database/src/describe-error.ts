import { DatabaseError, type DatabaseErrorCode, type DatabaseErrorKind, type DatabaseStep } from './database-error.js';

const steps: Readonly<Record<DatabaseStep, string>> = {
  connect: 'connecting',
  begin: 'beginning a transaction',
  query: 'a statement',
  commit: 'a commit',
  rollback: 'a rollback',
};

/** What to do, by the code of the driver, the server or the system. The first that fits. */
const advice: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/^ECONNREFUSED$/, 'Check that the server is running, and its host and port'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'Check the host name and the name server'],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|LINGPAI_TIMEOUT)$/, 'Check the network between this process and the server'],
  [/^(28...|ER_ACCESS_DENIED_ERROR|ER_DBACCESS_DENIED_ERROR)$/, 'Check the user, the password and the rights'],
  [/^(3D000|ER_BAD_DB_ERROR)$/, 'Create the database, or correct its name'],
  [/^(53300|ER_CON_COUNT_ERROR)$/, 'Lower "connections", or raise the limit of the server'],
  [/^(53100|ER_DISK_FULL|ENOSPC|SQLITE_FULL)$/, 'Free space on the disk'],
  [
    /^(25006|ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION|ER_OPTION_PREVENTS_STATEMENT|SQLITE_READONLY)$/,
    'Connect to the primary server, or make it writable',
  ],
  [
    /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|HANDSHAKE_)/,
    'Check sslrootcert, and that the certificate names this host',
  ],
  [/^(SQLITE_NOTADB|SQLITE_CORRUPT)$/, 'The file is damaged or no SQLite database: restore a backup'],
  [/^(SQLITE_CANTOPEN|SQLITE_IOERR|EACCES|EPERM)$/, 'Check the path and its permissions'],
];

/** Messages of servers that carry no code of their own. */
const messages: readonly (readonly [pattern: RegExp, text: string])[] = [
  [
    /unsupported startup parameter/,
    'PgBouncer takes no "options": choose the schema with "alter role … set search_path"',
  ],
  [/statement pooling mode/, 'PgBouncer must pool by transaction or by session: set pool_mode = transaction'],
  [/server does not support SSL|does not support secure/i, 'Enable TLS in the server, or use sslmode=disable'],
];

const codes: Readonly<Partial<Record<DatabaseErrorKind, DatabaseErrorCode>>> = {
  unavailable: 'unavailable',
  conflict: 'conflict',
  replaced: 'replaced',
};

/** Says which database, which step, and what to do. The driver's own text stays in `cause`: it may show values of rows. */
export function describeError(
  cause: unknown,
  { kind, step, name, address }: { kind: DatabaseErrorKind; step: DatabaseStep; name: string; address: string },
): DatabaseError {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const text = cause instanceof Error ? cause.message : '';
  const what =
    kind === 'conflict' ? 'others held what it needs for too long' : code === '' ? 'failed' : `failed (${code})`;
  const found = advice.find(([pattern]) => pattern.test(code)) ?? messages.find(([pattern]) => pattern.test(text));
  const next = kind === 'replaced' ? text : (found?.[1] ?? 'The cause holds what the database said');
  const message = `${name} at ${address}: ${steps[step]} ${what}. ${next}`;
  return new DatabaseError(codes[kind] ?? 'refused', message, { cause, address, step });
}
