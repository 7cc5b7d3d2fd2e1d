/** The sandbox's clock, which can be moved ahead. */
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

  /** The time by the clock as it was before it was moved. */
  unmoved(): number {
    return Math.floor(this.#base());
  }

  advance(seconds: number): void {
    this.#offset += Math.round(seconds * 1000);
  }
}
