/** Kinds of columns; each engine says what it calls them. */
export type ColumnKind =
  /** Ids, keys and names of our own or of Alipay: ASCII, up to 64 characters, compared byte by byte. */
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

/** One step of the schema's history. What was published never changes. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly tables: readonly TableDefinition[];
}
