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
  /** With `deadline`: 30, 14, 7, 3, 1 or 0. */
  readonly daysLeft: number | null;
}
