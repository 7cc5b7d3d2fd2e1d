import { performance } from 'node:perf_hooks';

/** Above this difference between Alipay's clock and ours, nothing is scheduled; milliseconds. */
const tolerance = 5 * 60_000;
/** How far our clock may drift from the monotonic one before what was measured is no longer relied on; milliseconds. */
const drift = 60_000;

/** Alipay's clock, as its responses tell it. */
export class AlipayClock {
  readonly #clock: () => number;
  readonly #monotonic: () => number;
  #offset = 0;
  #measured: { readonly ours: number; readonly monotonic: number } | undefined;

  /**
   * @param clock milliseconds since 1970, ours
   * @param monotonic milliseconds since some moment, never set back or forward
   */
  constructor(clock: () => number, monotonic: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#monotonic = monotonic;
  }

  /** @param alipayTime when Alipay signed a response @param elapsed how long the call took, in milliseconds */
  observe(alipayTime: number, elapsed: number): void {
    const ours = this.#clock();
    this.#offset = Math.round(alipayTime + elapsed / 2 - ours);
    this.#measured = { ours, monotonic: this.#monotonic() };
  }

  /** Alipay's time, as well as it is known. */
  now(): number {
    return this.#clock() + this.#offset;
  }

  /**
   * Whether `now` is Alipay's time: a response told it, and our clock has not jumped since. While it is not, nothing may
   * follow from it that changes an authorization or throws away a code.
   */
  get isCertain(): boolean {
    if (this.#measured === undefined) return false;
    const { ours, monotonic } = this.#measured;
    return Math.abs(this.#clock() - ours - (this.#monotonic() - monotonic)) <= drift;
  }

  /** How far Alipay's clock is ahead of ours, in milliseconds. */
  get offset(): number {
    return this.#offset;
  }

  get isSkewed(): boolean {
    return Math.abs(this.#offset) > tolerance;
  }
}
