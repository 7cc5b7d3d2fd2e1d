import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two actions of one lane. */
const shortestPause = 10;
const longestPause = 80;

/** Acts all the time, several times at once, until it is stopped. */
export class Lanes {
  #count;
  #random;
  #act;
  #note;
  #isPaused = false;
  #busy = 0;
  #running;
  isStopped = false;

  /** @param options `count` (at the same time), `random`, `act` (does something), `note` (gets the error if it fails) */
  constructor({ count, random, act, note }) {
    this.#count = count;
    this.#random = random;
    this.#act = act;
    this.#note = note;
  }

  start() {
    this.#running = Promise.all(Array.from({ length: this.#count }, () => this.#run()));
  }

  async stop() {
    this.isStopped = true;
    await this.#running;
  }

  /** Runs something while none of them acts. */
  async quietly(run) {
    this.#isPaused = true;
    while (this.#busy > 0) await pause(5);
    try {
      await run();
    } finally {
      this.#isPaused = false;
    }
  }

  async #run() {
    while (!this.isStopped) {
      await pause(this.#random.between(shortestPause, longestPause));
      if (this.#isPaused) continue;
      this.#busy += 1;
      try {
        await this.#act();
      } catch (error) {
        this.#note(error);
      } finally {
        this.#busy -= 1;
      }
    }
  }
}
