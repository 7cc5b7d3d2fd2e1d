import type { NotificationKind } from './notification-kind.js';

export const notificationFaultEffects = ['duplicate', 'delay', 'reorder', 'lose', 'bad-signature'] as const;

/**
 * What goes wrong with the first delivery of a notification:
 * `duplicate` it comes twice at the same time · `delay` it comes `seconds` of sandbox time later · `reorder` it waits
 * until a later notification of the same application was sent, an hour at most · `lose` it never arrives, the schedule brings
 * the next one · `bad-signature` its signature does not fit, that of the next one does.
 */
export type NotificationFaultEffect = (typeof notificationFaultEffects)[number];

/** What `injectNotificationFault` and `POST /sandbox/notification-faults` take. */
export interface NewNotificationFault {
  readonly effect: NotificationFaultEffect;
  /** How many notifications it hits. Default 1. */
  readonly times?: number;
  /** Which notifications it hits; the next ones by default. */
  readonly match?: { readonly kind?: NotificationKind; readonly appId?: string };
  /** With `delay`: seconds of sandbox time. */
  readonly seconds?: number;
}

/** A fault in force. */
export interface NotificationFault {
  readonly id: number;
  readonly effect: NotificationFaultEffect;
  readonly match: { readonly kind?: NotificationKind; readonly appId?: string };
  readonly seconds?: number;
  /** How many more notifications it will hit. */
  readonly remaining: number;
}
