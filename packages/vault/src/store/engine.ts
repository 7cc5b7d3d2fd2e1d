import type { ColumnDataType, Dialect, Kysely, RawBuilder } from 'kysely';
import type { VaultSchema } from './schema.js';
import type { ColumnKind } from './table-definition.js';

/** What an error of the database means to the vault. */
export type DatabaseErrorKind =
  /** Lost against another transaction: the same once more is likely to succeed. */
  | 'conflict'
  /** No connection, or a server that is going away: it may be back. */
  | 'unavailable'
  /** A key that is there already. */
  | 'duplicate'
  /** A table or index that is there already, where tables are not made in transactions. */
  | 'already-there'
  /** The database refuses for a reason that trying again does not mend. */
  | 'refused'
  /** Nothing that the database said. */
  | 'not-of-the-database';

/** How long the vault's statements wait, in milliseconds, and how many connections it holds. */
export interface EngineOptions {
  readonly url: string;
  readonly connections: number;
}

/** Queries, inside or outside of a transaction. */
export type Database = Kysely<VaultSchema>;

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
  /** How an insert says that a row which is there already is no error. */
  readonly ignoreDuplicates: 'on-conflict' | 'insert-ignore';
  errorKind(error: unknown): DatabaseErrorKind;
  /** Runs migrations alone among all processes that open the database. */
  migrateAlone(database: Database, migrate: (database: Database) => Promise<void>): Promise<void>;
  /** Tells this database from a copy of it elsewhere, as well as the engine can. */
  place(database: Database): Promise<string>;
}
