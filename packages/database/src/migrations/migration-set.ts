/** Kinds of columns; each engine has its own type for them. */
export type ColumnKind =
  /** Ids, keys and names, ours or a third party's: up to 64 characters, compared byte by byte. Any text can be looked for. */
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

/** Columns that a table gets later: nullable, since older versions insert rows without them. */
export interface AddedColumns {
  readonly table: string;
  readonly columns: readonly (ColumnDefinition & { readonly nullable: true })[];
}

/** One step of a schema's history. What was published never changes. CONTRIBUTING.md says how steps expand, then contract. */
export interface Migration {
  /** 1 for the first, then one more each. */
  readonly version: number;
  readonly name: string;
  /**
   * The oldest version that still works on the tables after this step. By default the step's own: older ones are refused.
   * An expansion names the version before it, so that both run side by side during an upgrade.
   */
  readonly oldest?: number;
  readonly tables: readonly TableDefinition[];
  readonly added?: readonly AddedColumns[];
  /** Names of tables that no version from `oldest` on uses. */
  readonly dropped?: readonly string[];
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
