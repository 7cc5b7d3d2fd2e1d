import { setTimeout as pause } from 'node:timers/promises';
import { NoResponse } from './hub-client.mjs';

/** Milliseconds between two looks, when there was nothing new. */
const interval = 40;

/** Reads the events by cursor from whichever node responds, all the time. */
export class EventReader {
  #ask;
  #cursor;
  #stopped = false;
  #running;
  /** Everything that was read, in order. */
  events = [];

  /** @param ask makes a request */
  constructor(ask) {
    this.#ask = ask;
  }

  start() {
    this.#stopped = false;
    this.#running = this.#run();
  }

  async stop() {
    this.#stopped = true;
    await this.#running;
  }

  /** Reads on to the end of the list. */
  async readOn() {
    while ((await this.#readPage()) > 0);
  }

  async #run() {
    while (!this.#stopped) {
      const count = await this.#readPage().catch((error) => {
        if (error instanceof NoResponse) return 0;
        throw error;
      });
      if (count === 0) await pause(interval);
    }
  }

  /** @returns how many events there were; 0 also when the node could not say */
  async #readPage() {
    const query = this.#cursor === undefined ? '' : `&cursor=${encodeURIComponent(this.#cursor)}`;
    const { status, json } = await this.#ask('GET', `/v1/events?limit=200${query}`);
    if (status !== 200) return 0;
    this.#cursor = json.next;
    this.events.push(...json.events);
    return json.events.length;
  }
}
