/** Rows of one transaction: others wait for milliseconds at most. */
export const batch = 200;

/** The smallest id that could have been made then: ids begin with the time. */
export const idAt = (time: number): string => Math.max(0, Math.floor(time)).toString(16).padStart(12, '0');

/** One batch of a pass over a table. */
export interface PassStep {
  /** Where the next batch begins; empty at the end of the pass. */
  readonly cursor: string;
}
