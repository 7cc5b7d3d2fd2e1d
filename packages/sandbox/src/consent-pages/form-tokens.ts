import { type RandomSource, randomHex } from '../settings/random-source.js';
import type { ConsentRequest } from './consent-request.js';

/** What one shown page is about. */
export interface ShownPage {
  readonly request: ConsentRequest;
  /** The account that was chosen. */
  readonly userId: string | undefined;
}

const capacity = 1000;
const lifetime = 60 * 60 * 1000;

/**
 * Remembers the pages that were shown, each by a token that only its reader knows and that is good once. What a page
 * asked for is read from here, so that a form cannot change it.
 */
export class FormTokens {
  readonly #random: RandomSource;
  readonly #now: () => number;
  readonly #pages = new Map<string, { readonly page: ShownPage; readonly until: number }>();

  constructor(random: RandomSource, now: () => number) {
    this.#random = random;
    this.#now = now;
  }

  add(page: ShownPage): string {
    const token = randomHex(this.#random, 32);
    this.#pages.set(token, { page, until: this.#now() + lifetime });
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > capacity && oldest !== undefined) this.#pages.delete(oldest);
    return token;
  }

  take(token: string): ShownPage | undefined {
    const found = this.#pages.get(token);
    this.#pages.delete(token);
    return found !== undefined && this.#now() < found.until ? found.page : undefined;
  }
}
