import type { AttentionReason, AuthorizationState } from '../store/schema.js';

export type VaultEventType =
  /** A merchant authorized for the first time. */
  | 'authorized'
  /** A merchant authorized again; the current pair is of the new grant. */
  | 'reauthorized'
  /** The current pair was replaced by one of the same grant, or of another grant that had its own event before. */
  | 'rotated'
  /** The merchant cancelled the authorization. */
  | 'cancelled'
  /** We stopped using the authorization; at Alipay it still exists. */
  | 'deactivated'
  /** Someone has to act; `reason` says what is wrong. */
  | 'attention'
  /** The service market's order that a grant follows from, or a later one, became known after the grant's own event. */
  | 'ordered'
  /** What needed attention no longer does. */
  | 'recovered'
  /** The refresh token expires in `daysLeft` days, and could not be rotated. */
  | 'deadline';

/** What needs attention: a merchant's grant, or a whole application. */
export type EventReason =
  | AttentionReason
  /** Alipay refuses every call of the application. */
  | 'application-refused'
  /** Alipay cannot be reached. */
  | 'alipay-unavailable'
  /** A token pair of another application or of another Alipay was offered. */
  | 'mismatch';

/** @returns `undefined` when a stored text is not an event */
export function parseEvent(payload: string): VaultEvent | undefined {
  try {
    const event = JSON.parse(payload);
    return typeof event === 'object' && event !== null && typeof event.id === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}

/** An order at the service market, in an event and in an authorization; `vault.orders` tells the rest. */
export interface EventOrder {
  readonly orderId: string;
  /** The mark that you put into your link to the service: it tells which customer this is. */
  readonly isvTicket: string | null;
}

/** A change of state. Delivered at least once, and in order per authorization: act on an `id` once. */
export interface VaultEvent {
  /** The same in every delivery. */
  readonly id: string;
  readonly type: VaultEventType;
  readonly appId: string;
  /** `null` when it is about the application itself. */
  readonly authAppId: string | null;
  /** Counts up from 1 per authorization. */
  readonly sequence: number;
  /** When it happened, milliseconds since 1970. */
  readonly at: number;
  readonly userId: string | null;
  readonly state: AuthorizationState | null;
  readonly reason: EventReason | null;
  readonly generation: number | null;
  readonly reference: string | null;
  /** What led to the grant, e.g. `appstore`; `null` until Alipay's notification has said so. */
  readonly trigger: string | null;
  /** The number that Alipay's notification gives the grant (`out_biz_no`): the order at the service market. */
  readonly outBizNo: string | null;
  /** The newest order at the service market that the authorization was matched with. */
  readonly order: EventOrder | null;
  /** With `deadline`: 30, 14, 7, 3, 1 or 0. */
  readonly daysLeft: number | null;
}
