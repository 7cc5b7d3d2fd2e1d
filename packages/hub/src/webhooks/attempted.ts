import type { DeliveryRow } from './delivery-table.js';
import type { LeasedDelivery } from './lease-deliveries.js';
import { retryFor, retryPause } from './retry-schedule.js';
import type { SendResult } from './send-webhook.js';

/** An attempt that has ended. */
export interface Attempted {
  readonly leased: LeasedDelivery;
  readonly result: SendResult;
  /** When it began, milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds that it took. */
  readonly duration: number;
  /** What the delivery has become. */
  readonly outcome: Outcome;
}

export type Outcome =
  | { readonly state: 'delivered' }
  | { readonly state: 'pending'; readonly dueAt: number }
  | { readonly state: 'dead' };

/** Decides what comes of an attempt. @param share 0 to 1, random @param now milliseconds since 1970 */
export function outcomeOf(
  { attempts, first_attempt_at: first }: Pick<DeliveryRow, 'attempts' | 'first_attempt_at'>,
  { failure, retryAfter }: SendResult,
  { share, now }: { readonly share: number; readonly now: number },
): Outcome {
  if (failure === undefined) return { state: 'delivered' };
  if (first !== null && now - first >= retryFor) return { state: 'dead' };
  return { state: 'pending', dueAt: now + retryPause(attempts + 1, share, retryAfter) };
}
