import type { DatabaseErrorKind } from '../database-error.js';

/** By the server's error symbol, or by the driver's or the system's error code. */
const kinds: readonly (readonly [pattern: RegExp, kind: DatabaseErrorKind])[] = [
  [/^ER_(LOCK_DEADLOCK|LOCK_WAIT_TIMEOUT|CHECKREAD)$/, 'conflict'],
  [/^ER_DUP_(ENTRY|UNIQUE|KEY)$/, 'duplicate'],
  [/^ER_(TABLE_EXISTS_ERROR|DUP_KEYNAME|DUP_FIELDNAME)$/, 'already-there'],
  [/^ER_(CON_COUNT|SERVER_SHUTDOWN|OPTION_PREVENTS|DISK_FULL|QUERY_INTERRUPTED|CONNECTION_KILLED)/, 'unavailable'],
  [/^ER_(ACCESS_DENIED|BAD_DB|DBACCESS_DENIED|CANT_EXECUTE_IN_READ_ONLY|NORMAL_SHUTDOWN)/, 'unavailable'],
  [/^(PROTOCOL_|POOL_|HANDSHAKE_|LINGPAI_TIMEOUT|E[A-Z]+$)/, 'unavailable'],
];

export function errorKind(error: unknown): DatabaseErrorKind {
  if (!(error instanceof Error)) return 'not-of-the-database';
  const code = 'code' in error ? String(error.code) : '';
  const known = kinds.find(([pattern]) => pattern.test(code))?.[1];
  if (known !== undefined) return known;
  if (/closed state|connection|pool is closed/i.test(error.message)) return 'unavailable';
  return code === '' ? 'not-of-the-database' : 'refused';
}
