import type { NotificationKind } from './notification-kind.js';

/** One delivery that was tried. */
export interface NotificationAttempt {
  /** Sandbox time, milliseconds since 1970. */
  readonly at: number;
  /** Where it was sent; `null` when a fault lost it on the way. */
  readonly url: string | null;
  /** The HTTP status of the response; `null` when there was none. */
  readonly status: number | null;
  /** The body of the response, its beginning when it is long. */
  readonly response: string | null;
  /** Why there was no response, or why it does not count. */
  readonly error: string | null;
  /** Whether the response was exactly `success`. */
  readonly success: boolean;
}

/**
 * `pending`: another delivery is to come · `delivered`: answered with `success` · `given-up`: the schedule has run out ·
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
  /** When it is due again by the sandbox clock; `null` when it is not. */
  readonly nextAttemptAt: number | null;
  /** What the form says, without the signature. */
  readonly fields: Readonly<Record<string, string>>;
  /** Oldest first. */
  readonly attempts: readonly NotificationAttempt[];
}

/** What a notification is about, before it has a number and a schedule. */
export interface NotificationDraft {
  readonly kind: NotificationKind;
  readonly appId: string;
  readonly authAppId: string | null;
  readonly notifyId: string;
  readonly fields: Readonly<Record<string, string>>;
}
