import { performance } from 'node:perf_hooks';

/** A clock that Alipay, the hub and the receiver share. It can go faster than time does. */
export class DemoClock {
  #speed = 1;
  #time = Date.now();
  #at = performance.now();

  /** Milliseconds since 1970. */
  now = () => Math.floor(this.#time + (performance.now() - this.#at) * this.#speed);

  /** @param {number} speed how many times as fast as time, from now on */
  accelerate(speed) {
    this.#time = this.now();
    this.#at = performance.now();
    this.#speed = speed;
  }
}
