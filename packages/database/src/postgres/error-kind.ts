import type { DatabaseErrorKind } from '../database-error.js';

/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), or by the system's error code. */
const kinds: readonly (readonly [pattern: RegExp, kind: DatabaseErrorKind])[] = [
  [/^(40001|40P01|55P03)$/, 'conflict'],
  [/^23505$/, 'duplicate'],
  [/^42(P07|710)$/, 'already-there'],
  [/^(08|53|57P|58)/, 'unavailable'],
  [/^(25006|28|3D000)/, 'unavailable'],
  [/^(E[A-Z]+|LINGPAI_TIMEOUT)$/, 'unavailable'],
];

export function errorKind(error: unknown): DatabaseErrorKind {
  if (!(error instanceof Error)) return 'not-of-the-database';
  const code = 'code' in error ? String(error.code) : '';
  const known = kinds.find(([pattern]) => pattern.test(code))?.[1];
  if (known !== undefined) return known;
  if (/connection|timeout|pool after calling end|not queryable/i.test(error.message)) return 'unavailable';
  return code === '' ? 'not-of-the-database' : 'refused';
}
