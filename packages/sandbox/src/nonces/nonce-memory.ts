/** Nonces of correctly signed requests. The oldest are dropped when there are too many. */
export class NonceMemory {
  readonly #expiries = new Map<string, number>();
  readonly #capacity: number;

  constructor(capacity = 100_000) {
    this.#capacity = capacity;
  }

  has(appId: string, nonce: string, now: number): boolean {
    const expiry = this.#expiries.get(`${appId} ${nonce}`);
    return expiry !== undefined && now <= expiry;
  }

  /** @param expiry the last moment at which the request with this nonce would be accepted again */
  add(appId: string, nonce: string, expiry: number, now: number): void {
    for (const [oldest, end] of this.#expiries) {
      if (end >= now && this.#expiries.size < this.#capacity) break;
      this.#expiries.delete(oldest);
    }
    this.#expiries.set(`${appId} ${nonce}`, expiry);
  }
}
