import type { ColumnDataType, Dialect, Kysely, RawBuilder } from 'kysely';
import type { DatabaseErrorKind } from './database-error.js';
import type { ColumnKind } from './migrations/migration-set.js';

export interface EngineOptions {
  readonly url: string;
  /** Connections that the process holds at most. */
  readonly connections: number;
  readonly limits: TimeLimits;
}

/** In milliseconds. */
export interface TimeLimits {
  /** For a connection of the pool, a new one included. */
  readonly connect: number;
  /** For a query outside of a transaction. */
  readonly read: number;
  /** For any other statement. */
  readonly statement: number;
}

/** A setting of the server that may lose commits which it has confirmed. */
export interface DurabilityFinding {
  /** `refuse`: a crash loses commits. `warn`: only some kinds of crash do. */
  readonly severity: 'refuse' | 'warn';
  /** The setting, its value, and what to do. */
  readonly message: string;
}

/** What engines do differently. The core asks for these, and never for the engine's name. */
export interface Engine {
  /** For messages: the product, and where the database is. */
  readonly name: string;
  readonly address: string;
  readonly dialect: Dialect;
  readonly columnTypes: Readonly<Record<ColumnKind, ColumnDataType | RawBuilder<unknown>>>;
  /** Appended to `create table`. */
  readonly tableOptions: RawBuilder<unknown> | undefined;
  /** The database's clock: milliseconds since 1970. */
  readonly now: RawBuilder<number>;
  /** Whether a transaction has to lock the rows it reads; where not, it has the whole database to itself. */
  readonly locksRows: boolean;
  /** How an insert ignores rows whose keys exist. */
  readonly ignoreDuplicates: 'on-conflict' | 'insert-ignore';
  errorKind(error: unknown): DatabaseErrorKind;
  /** Runs migrations while every other process that opens the database waits. */
  migrateAlone(database: Kysely<unknown>, migrate: (database: Kysely<unknown>) => Promise<void>): Promise<void>;
  /** Identifies this database, so that a copy of it elsewhere can be told from it as well as the engine allows. */
  place(database: Kysely<unknown>): Promise<string>;
  /** Looks whether commits are as durable as they have to be. @throws DatabaseError `unsupported` */
  examine(database: Kysely<unknown>): Promise<readonly DurabilityFinding[]>;
  /** Only where the database is a file of this machine. */
  readonly file?: DatabaseFile | undefined;
}

export interface DatabaseFile {
  /** Whether there is a file already. @throws DatabaseError `file` when there cannot be one */
  exists(): boolean;
  /**
   * Creates the file so that it appears under its name only when `fill` has filled it. Does nothing when another process
   * was faster.
   */
  create(fill: (engine: Engine) => Promise<void>): Promise<void>;
  /** Whether the file has tables of ours, of any migration set. */
  hasMigrations(database: Kysely<unknown>): Promise<boolean>;
  /** @throws an error of kind `replaced` when the file is not the one that was opened */
  check(): Promise<void>;
  /** Writes what is in the write-ahead log into the main file. */
  flush(): Promise<void>;
  /** Writes a copy of the database as it is now, while others read and write. */
  backUp(to: string): Promise<void>;
}
