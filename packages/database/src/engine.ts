import type { ColumnDataType, Dialect, Kysely, RawBuilder } from 'kysely';
import type { DatabaseErrorKind } from './database-error.js';
import type { ColumnKind } from './migrations/migration-set.js';

export interface EngineOptions {
  readonly url: string;
  /** Connections that the process holds at most. */
  readonly connections: number;
}

/** What engines do differently. The core asks for these, and never for the engine's name. */
export interface Engine {
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
}
