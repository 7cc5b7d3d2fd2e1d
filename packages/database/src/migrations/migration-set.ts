/** Kinds of columns; each engine has its own type for them. */
export type ColumnKind =
  /** Ids, keys and names, ours or a third party's: ASCII, up to 64 characters, compared byte by byte. */
  | 'key'
  /** A text of up to 255 characters that a user chose. */
  | 'label'
  /** JSON, any length. */
  | 'document'
  /** Whole numbers up to 2^53; times are milliseconds since 1970. */
  | 'integer'
  /** Bytes, any length. */
  | 'bytes';

export interface ColumnDefinition {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Default: not null. */
  readonly nullable?: true;
}

export interface IndexDefinition {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique?: true;
}

export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKey: readonly string[];
  readonly indexes: readonly IndexDefinition[];
}

/** One step of a schema's history. What was published never changes. */
export interface Migration {
  /** 1 for the first, then one more each. */
  readonly version: number;
  readonly name: string;
  readonly tables: readonly TableDefinition[];
}

/**
 * The whole history of one schema, oldest migration first. Several sets can live in one database; each records what was
 * applied in a table of its own, `<name>_migration`.
 */
export interface MigrationSet {
  /** Lower-case letters. It is part of the history table's name and of error messages. */
  readonly name: string;
  readonly migrations: readonly Migration[];
}
