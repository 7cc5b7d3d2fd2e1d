import type { AuthorizationCounts, Vault } from '@lingpai/vault';

/** Milliseconds for which a reading is used. */
const fresh = 60_000;
const week = 7 * 86_400_000;
/** Refresh tokens expire within 372 days. */
const weeks = 54;

export type ReadCounts = AuthorizationCounts & {
  /** The length of a bucket of deadlines, in milliseconds. */
  readonly width: number;
};

/** Counts authorizations by state and by the weeks in which they expire, once a minute at most. */
export class CountReader {
  readonly #vault: Vault;
  readonly #clock: () => number;
  #last: { readonly counts: Promise<ReadCounts>; readonly readAt: number } | undefined;

  constructor({ vault, clock }: { readonly vault: Vault; readonly clock: () => number }) {
    this.#vault = vault;
    this.#clock = clock;
  }

  /** A reading that is at most a minute old. One that failed is not kept. */
  read(): Promise<ReadCounts> {
    const readAt = performance.now();
    if (this.#last !== undefined && readAt - this.#last.readAt < fresh) return this.#last.counts;
    const counts = this.#vault
      .counts({ from: Math.floor(this.#clock()), width: week, buckets: weeks })
      .then((read) => ({ ...read, width: week }));
    const reading = { counts, readAt };
    this.#last = reading;
    counts.catch(() => {
      if (this.#last === reading) this.#last = undefined;
    });
    return counts;
  }
}
