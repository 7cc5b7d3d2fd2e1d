import type { ServiceOrder } from '../service-market/service-order.js';
import type { Refund, Trade } from '../trades/trade.js';
import type { Authorization } from './authorization.js';
import type { AuthorizationCode } from './authorization-code.js';
import type { TokenPair } from './token-pair.js';

/** A change of the sandbox's state. Notifications are created from these events. */
export type SandboxEvent =
  | { readonly type: 'consented'; readonly at: number; readonly code: AuthorizationCode }
  | {
      readonly type: 'refreshed';
      readonly at: number;
      readonly authorization: Authorization;
      readonly pair: TokenPair;
    }
  | {
      readonly type: 'cancelled';
      readonly at: number;
      readonly authorization: Authorization;
      /** The merchant cancelled, or authorized its mini program to another application. */
      readonly reason: 'cancelled' | 'authorized-to-another';
    }
  | { readonly type: 'service-ordered'; readonly at: number; readonly order: ServiceOrder }
  | {
      /** A trade was paid, or refunded. */
      readonly type: 'trade-changed';
      readonly at: number;
      readonly trade: Trade;
      readonly refund: Refund | undefined;
    }
  | { readonly type: 'clock-advanced'; readonly at: number };

/** Passes events to subscribers, synchronously and in order. */
export class SandboxEvents {
  readonly #listeners = new Set<(event: SandboxEvent) => void>();

  /** @returns a function that ends the subscription */
  subscribe(listener: (event: SandboxEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(event: SandboxEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
