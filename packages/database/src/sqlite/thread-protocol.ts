/** What a thread that has a connection is started with. */
export interface ThreadOptions {
  readonly path: string;
  /** Milliseconds to wait for another process while opening. */
  readonly openingWait: number;
}

export interface QueryRequest {
  readonly kind: 'query';
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** `first` begins a transaction before the statement; `alone` is a statement outside of any. */
  readonly place: 'first' | 'inside' | 'alone';
}

/** Ends a transaction. `isNextReady`: another one follows at once, and can share the commit. */
export interface EndRequest {
  readonly kind: 'commit' | 'rollback';
  readonly isNextReady: boolean;
}

/**
 * `flush` writes the log into the main file, `close` closes it afterwards; `check` looks whether the file is still in its
 * place.
 */
export interface PlainRequest {
  readonly kind: 'flush' | 'close' | 'check';
}

export interface BackupRequest {
  readonly kind: 'backup';
  readonly to: string;
}

export type ThreadRequest = QueryRequest | EndRequest | PlainRequest | BackupRequest;

export interface ThreadResult {
  readonly columns: readonly string[];
  /** The values of each row, in the order of the columns: names would be copied with every row. */
  readonly rows: readonly (readonly unknown[])[];
  readonly changes: number;
}

/** An error loses its code on the way between threads. */
export interface ThreadFailure {
  readonly message: string;
  readonly code: string;
}

export type ThreadResponse =
  | { readonly id: number; readonly result: ThreadResult }
  | { readonly id: number; readonly failure: ThreadFailure };
