import type { DatabaseErrorKind } from '../engine.js';

const kinds: readonly (readonly [pattern: RegExp, kind: DatabaseErrorKind])[] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'conflict'],
  [/^SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE)/, 'duplicate'],
  [/^SQLITE_(CANTOPEN|IOERR|FULL|READONLY|NOTADB|CORRUPT)/, 'unavailable'],
];

export function errorKind(error: unknown): DatabaseErrorKind {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return kinds.find(([pattern]) => pattern.test(code))?.[1] ?? messageKind(error);
}

/** The driver reports extended result codes as their general one. */
function messageKind(error: unknown): DatabaseErrorKind {
  const message = error instanceof Error ? error.message : '';
  if (/database (table )?is locked/.test(message)) return 'conflict';
  if (/UNIQUE constraint failed/.test(message)) return 'duplicate';
  return /database is closed|unable to open/.test(message) ? 'unavailable' : 'other';
}
