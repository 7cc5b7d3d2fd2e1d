import type { RandomSource } from '../settings/random-source.js';

/** The keys for content encryption of merchant applications. */
export class ContentKeyBook {
  readonly #random: RandomSource;
  readonly #keys = new Map<string, string>();

  constructor(random: RandomSource) {
    this.#random = random;
  }

  /** Replaces the key by a new one; base64 of 16 bytes. */
  renew(authAppId: string): string {
    const key = Buffer.from(this.#random(16)).toString('base64');
    this.#keys.set(authAppId, key);
    return key;
  }

  get(authAppId: string): string | undefined {
    return this.#keys.get(authAppId);
  }
}
