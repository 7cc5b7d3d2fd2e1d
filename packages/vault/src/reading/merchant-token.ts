import { inspect } from 'node:util';
import type { AuthorizationState } from '../store/schema.js';

export interface MerchantTokenDetails {
  readonly state: AuthorizationState;
  readonly generation: number;
  readonly stale: boolean;
}

/** The current `app_auth_token` of a merchant, in `value`. Logs show nothing of it. */
export class MerchantToken {
  readonly #value: string;
  /** `active`, or `attention` if the merchant or an operator should act although the token still works. */
  readonly state: AuthorizationState;
  /** Counts changes of the authorization. */
  readonly generation: number;
  /** Whether the database is down, and the token is the one that was read last. */
  readonly stale: boolean;

  static {
    Object.defineProperty(MerchantToken.prototype, inspect.custom, {
      value(this: MerchantToken): string {
        return `MerchantToken { ${this.state}, generation ${this.generation}${this.stale ? ', stale' : ''} }`;
      },
    });
  }

  constructor(value: string, { state, generation, stale }: MerchantTokenDetails) {
    this.#value = value;
    this.state = state;
    this.generation = generation;
    this.stale = stale;
  }

  get value(): string {
    return this.#value;
  }

  toJSON(): MerchantTokenDetails {
    return { state: this.state, generation: this.generation, stale: this.stale };
  }

  toString(): string {
    return '[MerchantToken]';
  }
}
