import type { MerchantToken } from './merchant-token.js';

interface Entry {
  readonly token: MerchantToken;
  readonly readAt: number;
  /** How many entries had been put at the end when this one was. */
  position: number;
}

/**
 * The tokens that were read last, by authorization. Those that were not used for longest are evicted first, as far as it
 * matters: one that is in the newer half already stays in its place when it is used, which takes less time than to move it.
 */
export class TokenCache {
  readonly #entries = new Map<string, Entry>();
  readonly #limit: number;
  #position = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param maxAge milliseconds since it was read */
  get(key: string, maxAge: number): MerchantToken | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || performance.now() - entry.readAt > maxAge) return undefined;
    if (this.#position - entry.position >= this.#limit / 2) this.#putAtEnd(key, entry);
    return entry.token;
  }

  /** @param readAt when the database was asked, by `performance.now` */
  set(key: string, token: MerchantToken, readAt: number): void {
    if (this.#limit === 0) return;
    this.#putAtEnd(key, { token, readAt, position: 0 });
    if (this.#entries.size <= this.#limit) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  #putAtEnd(key: string, entry: Entry): void {
    this.#position += 1;
    entry.position = this.#position;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
  }
}
