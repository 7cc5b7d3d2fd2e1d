import type { DatabaseErrorKind } from '../database-error.js';

const kinds: readonly (readonly [pattern: RegExp, kind: DatabaseErrorKind])[] = [
  [/^LINGPAI_THREAD_ENDED$/, 'unavailable'],
  [/^LINGPAI_FILE_REPLACED$/, 'replaced'],
  [/^LINGPAI_TIMEOUT$/, 'unavailable'],
  [/^SQLITE_(BUSY|LOCKED)/, 'conflict'],
  [/^SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE)/, 'duplicate'],
  [/^SQLITE_(CANTOPEN|IOERR|FULL|READONLY)/, 'unavailable'],
  [/^SQLITE_(NOTADB|CORRUPT)/, 'refused'],
];

export function errorKind(error: unknown): DatabaseErrorKind {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return kinds.find(([pattern]) => pattern.test(code))?.[1] ?? messageKind(error, code);
}

/** The driver reports extended result codes as their general one, or not at all. */
function messageKind(error: unknown, code: string): DatabaseErrorKind {
  const message = error instanceof Error ? error.message : '';
  if (/database (table )?is locked/.test(message)) return 'conflict';
  if (/UNIQUE constraint failed/.test(message)) return 'duplicate';
  if (/(table|index) .* already exists/.test(message)) return 'already-there';
  if (/database is closed|unable to open/.test(message)) return 'unavailable';
  return code.startsWith('SQLITE') ? 'refused' : 'not-of-the-database';
}
