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
  /** The file is no longer the one that was opened. */
  | 'replaced'
  /** The database refuses for a reason that a repetition does not remove. */
  | 'refused'
  /** Not an error of the database. */
  | 'not-of-the-database';

/** Why a {@link DatabaseError} was thrown. */
export type DatabaseErrorCode =
  /** The database cannot be reached, went away, or did not respond in time. */
  | 'unavailable'
  /** Other transactions held what this one needed for too long. */
  | 'conflict'
  /** The database refuses a statement or the connection. */
  | 'refused'
  /** The tables are not those that this version creates. */
  | 'schema'
  /** A newer version created the tables. */
  | 'newer-schema'
  /** The SQLite file exists, and is no database with tables of ours. */
  | 'foreign-file'
  /** A SQLite file was deleted or replaced while it was open. */
  | 'replaced'
  /** The server would lose commits that it has confirmed. */
  | 'weak-durability'
  /** Something between us and the server takes away what is needed, such as a pooler that resets the schema. */
  | 'unsupported'
  /** A file or folder that the address names is missing, exists, or cannot be read or written. */
  | 'file';

/** What the database was asked to do when it failed. */
export type DatabaseStep = 'connect' | 'begin' | 'query' | 'commit' | 'rollback';

export interface DatabaseErrorDetails {
  readonly cause?: unknown;
  /** Host, port and database, or the path of the file; without user and password. */
  readonly address?: string | undefined;
  readonly step?: DatabaseStep | undefined;
}

/**
 * The database cannot do what was asked; `code` says why. A mistake of the caller is a `TypeError` instead.
 *
 * No message holds a password or a value of a row.
 */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  readonly address: string | undefined;
  readonly step: DatabaseStep | undefined;

  static {
    DatabaseError.prototype.name = 'DatabaseError';
  }

  constructor(code: DatabaseErrorCode, message: string, { cause, address, step }: DatabaseErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.address = address;
    this.step = step;
  }
}

/** Tells whether something caught is a {@link DatabaseError} and, with `code`, whether it is that one. */
export function isDatabaseError(error: unknown, code?: DatabaseErrorCode): error is DatabaseError {
  return error instanceof DatabaseError && (code === undefined || error.code === code);
}
