import type { MerchantToken } from './merchant-token.js';

interface Entry {
  readonly token: MerchantToken;
  readonly readAt: number;
}

/** The tokens that were read last, by authorization. The least recently used are evicted first. */
export class TokenCache {
  readonly #entries = new Map<string, Entry>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param maxAge milliseconds since it was read */
  get(key: string, maxAge: number): MerchantToken | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || performance.now() - entry.readAt > maxAge) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.token;
  }

  /** @param readAt when the database was asked, by `performance.now` */
  set(key: string, token: MerchantToken, readAt: number): void {
    if (this.#limit === 0) return;
    this.#entries.delete(key);
    this.#entries.set(key, { token, readAt });
    if (this.#entries.size <= this.#limit) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
