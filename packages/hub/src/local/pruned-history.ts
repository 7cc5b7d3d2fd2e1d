import type { HubSettings } from '../config/settings-schema.js';

/** One kind of history. */
export interface PrunedHistory {
  /** As in the settings: `retention.<kind>`. */
  readonly kind: keyof HubSettings['retention'];
  /** Days that it is kept. */
  readonly days: number | 'forever';
  /** Rows that were erased, or would be. */
  readonly rows: number;
}

export interface PruneHistoryOptions {
  /** Counts, and erases nothing. Default `false`. */
  readonly dryRun?: boolean | undefined;
  /** Called after each batch with the rows so far. */
  readonly onProgress?: ((rows: number) => void) | undefined;
}
