/** Above this difference between Alipay's clock and ours nothing is scheduled; milliseconds. */
const tolerance = 5 * 60_000;

/** What Alipay's answers tell of its clock. */
export class AlipayClock {
  readonly #clock: () => number;
  #offset = 0;

  /** @param clock milliseconds since 1970, ours */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** @param alipayTime the moment at which a response was signed @param elapsed how long the call took */
  observe(alipayTime: number, elapsed: number): void {
    this.#offset = Math.round(alipayTime + elapsed / 2 - this.#clock());
  }

  /** Alipay's time, as well as we know it. */
  now(): number {
    return this.#clock() + this.#offset;
  }

  /** How far Alipay's clock is ahead of ours, in milliseconds. */
  get offset(): number {
    return this.#offset;
  }

  get isSkewed(): boolean {
    return Math.abs(this.#offset) > tolerance;
  }
}
