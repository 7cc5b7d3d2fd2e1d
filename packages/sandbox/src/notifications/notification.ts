import type { NotificationKind } from './notification-kind.js';

/** One attempt to deliver a notification. */
export interface NotificationAttempt {
  /** Sandbox time, milliseconds since 1970. */
  readonly at: number;
  /** Where it was sent; `null` when a fault lost it. */
  readonly url: string | null;
  /** The HTTP status of the response; `null` when there was none. */
  readonly status: number | null;
  /** The body of the response; a long one is cut off. */
  readonly response: string | null;
  /** Why no response arrived, or why it does not count. */
  readonly error: string | null;
  /** How long the delivery took, in milliseconds of real time; `null` when nothing was sent. */
  readonly latency: number | null;
  /** Whether the response was exactly `success`. */
  readonly success: boolean;
}

/**
 * `pending`: another delivery is scheduled · `delivered`: the receiver responded `success` · `given-up`: the schedule is over ·
 * `no-address`: the application has no `notifyUrl`.
 */
export type NotificationStatus = 'pending' | 'delivered' | 'given-up' | 'no-address';

/** A notification as `notifications()` and `GET /sandbox/notifications` show it; times in milliseconds since 1970. */
export interface NotificationSnapshot {
  /** Counts up from 1. */
  readonly id: number;
  /** The same in every delivery. */
  readonly notifyId: string;
  readonly kind: NotificationKind;
  readonly appId: string;
  /** `null` when the notification is not about a merchant application. */
  readonly authAppId: string | null;
  readonly createdAt: number;
  readonly status: NotificationStatus;
  /** When the next delivery is due by the sandbox clock; `null` when none is. */
  readonly nextAttemptAt: number | null;
  /** The fields of the form, without the signature. */
  readonly fields: Readonly<Record<string, string>>;
  /** Oldest first. */
  readonly attempts: readonly NotificationAttempt[];
}

/** A notification before it has an id and a schedule. */
export interface NotificationDraft {
  readonly kind: NotificationKind;
  readonly appId: string;
  readonly authAppId: string | null;
  readonly notifyId: string;
  /** Where it goes. Default: the application's `notifyUrl`. */
  readonly url?: string;
  readonly fields: Readonly<Record<string, string>>;
}
