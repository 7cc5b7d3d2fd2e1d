import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * @typedef {{ id: string, type: string, authAppId: string | null, reference: string | null, data: Record<string, unknown> }} Event
 */

/** Milliseconds for which an event is waited for. */
const longestWait = 30_000;

/** Receives webhooks, and believes those alone that the hub has signed. */
export class Receiver {
  /** Events by id: the hub may send one again. @type {Map<string, Event>} */
  #events = new Map();
  /** @type {Set<() => void>} */
  #waiting = new Set();
  #clock;
  /** Verifies signatures; the hub shows it when the receiver is added. */
  secret = '';
  #server = createServer((request, response) => {
    text(request)
      .then((body) => response.writeHead(this.#take(request.headers, body) ? 204 : 401).end())
      .catch(() => response.writeHead(400).end());
  });

  /** @param {() => number} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /** @returns {Promise<string>} the address that the hub posts to */
  listen() {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/webhooks`);
      });
    });
  }

  /** How many events have arrived. */
  get count() {
    return this.#events.size;
  }

  /**
   * Waits for an event.
   *
   * @param {string} what
   * @param {(event: Event) => boolean} isIt
   * @returns {Promise<Event>}
   */
  async arrival(what, isIt) {
    const limit = AbortSignal.timeout(longestWait);
    for (;;) {
      const found = [...this.#events.values()].find(isIt);
      if (found !== undefined) return found;
      if (limit.aborted) throw new Error(`no webhook about ${what} arrived within ${longestWait / 1_000} seconds`);
      await new Promise((resolve) => {
        this.#waiting.add(() => resolve(undefined));
        limit.addEventListener('abort', () => resolve(undefined), { once: true });
      });
    }
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** @param {import('node:http').IncomingHttpHeaders} headers @param {string} body */
  #take(headers, body) {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
    if (Math.abs(this.#clock() / 1_000 - Number(timestamp)) > 300) return false;
    const key = Buffer.from(this.secret.replace('whsec_', ''), 'base64');
    const expected = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    if (
      !String(signatures)
        .split(' ')
        .some((signature) => isSame(signature, expected))
    )
      return false;
    const event = JSON.parse(body);
    this.#events.set(event.id, event);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    return true;
  }
}

/** @param {string} one @param {string} other */
const isSame = (one, other) => one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
