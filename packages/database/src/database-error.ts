/** What an error of the database means to its caller. */
export type DatabaseErrorKind =
  /** Lost against another transaction: a repetition is likely to succeed. */
  | 'conflict'
  /** No connection, or a server that is going away: it may be back. */
  | 'unavailable'
  /** A key that exists already. */
  | 'duplicate'
  /** A table or an index that exists already. */
  | 'already-there'
  /** The database refuses for a reason that a repetition does not remove. */
  | 'refused'
  /** Not an error of the database. */
  | 'not-of-the-database';

/** Why a {@link DatabaseError} was thrown. */
export type DatabaseErrorCode =
  /** The database cannot be reached, or went away. */
  | 'unavailable'
  /** Other transactions held what this one needed for too long. */
  | 'conflict'
  /** The database refuses a statement or the connection. */
  | 'refused'
  /** The tables are not those that this version creates. */
  | 'schema'
  /** A newer version created the tables. */
  | 'newer-schema';

/**
 * The database cannot do what was asked; `code` says why. A mistake of the caller is a `TypeError` instead.
 *
 * No message holds a password or a value of a row.
 */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;

  static {
    DatabaseError.prototype.name = 'DatabaseError';
  }

  constructor(code: DatabaseErrorCode, message: string, { cause }: { readonly cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Tells whether something caught is a {@link DatabaseError} and, with `code`, whether it is that one. */
export function isDatabaseError(error: unknown, code?: DatabaseErrorCode): error is DatabaseError {
  return error instanceof DatabaseError && (code === undefined || error.code === code);
}
