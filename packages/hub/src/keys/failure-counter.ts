const window = 60_000;
const mostAddresses = 100_000;

interface Failures {
  count: number;
  readonly since: number;
}

/** Counts wrong keys per address, each node for itself. */
export class FailureCounter {
  readonly #limit: number;
  readonly #failures = new Map<string, Failures>();

  /** @param limit failures per minute, before further keys are refused unread */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(address: string): void {
    const found = this.#current(address);
    if (found !== undefined) {
      found.count += 1;
      return;
    }
    this.#failures.delete(address);
    this.#failures.set(address, { count: 1, since: performance.now() });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > mostAddresses && oldest !== undefined) this.#failures.delete(oldest);
  }

  /** @returns seconds for which further keys of the address are refused; 0 for none */
  waitFor(address: string): number {
    const found = this.#current(address);
    if (found === undefined || found.count < this.#limit) return 0;
    return Math.max(1, Math.ceil((found.since + window - performance.now()) / 1_000));
  }

  #current(address: string): Failures | undefined {
    const found = this.#failures.get(address);
    return found !== undefined && performance.now() - found.since < window ? found : undefined;
  }
}
