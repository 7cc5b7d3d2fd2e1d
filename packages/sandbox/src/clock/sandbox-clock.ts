/** The sandbox's time: a clock that can be moved ahead. */
export class SandboxClock {
  readonly #base: () => number;
  #offset = 0;

  /** @param base milliseconds since 1970; the machine's clock by default */
  constructor(base: () => number = Date.now) {
    this.#base = base;
  }

  /** Milliseconds since 1970, whole. */
  now(): number {
    return Math.floor(this.#base()) + this.#offset;
  }

  /** The time as it would be had the clock never been moved. */
  unmoved(): number {
    return Math.floor(this.#base());
  }

  advance(seconds: number): void {
    this.#offset += Math.round(seconds * 1000);
  }
}
