/** Rows of one transaction: others wait for milliseconds at most. */
export const batch = 200;

/** The smallest id that could have been made then: ids begin with the time. */
export const idAt = (time: number): string => Math.max(0, Math.floor(time)).toString(16).padStart(12, '0');

/** Where a batch of a pass over a table begins. */
export interface PassFrom {
  /** Empty at the beginning of the pass. */
  readonly cursor: string;
  /** Counts what would be pruned, and changes nothing. Default `false`. */
  readonly dryRun?: boolean;
}

/** One batch of a pass over a table. */
export interface PassStep {
  /** Where the next batch begins; empty at the end of the pass. */
  readonly cursor: string;
  /** Rows that were pruned, or would be. */
  readonly pruned: number;
}

/** Nothing is old enough. */
export const nothingToPrune: PassStep = Object.freeze({ cursor: '', pruned: 0 });
