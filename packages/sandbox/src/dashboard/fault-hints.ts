import type { FaultEffect } from '../faults/fault.js';
import type { NotificationFaultEffect } from '../notifications/notification-fault.js';

/** What the page says of each effect. */
export const faultHints: Readonly<Record<FaultEffect, string>> = {
  'drop-before': 'The connection is cut and nothing was done.',
  'drop-after': 'It is done; the response is lost.',
  delay: 'It is done at once; the response comes later.',
  status: 'An unsigned response with this status; nothing is done.',
  html: 'The page of a proxy, status 502; nothing is done.',
  'bad-signature': 'It is done; the signature of the response does not fit.',
  stranger: 'It is done; another merchant’s application certificate signs the response.',
  truncate: 'It is done; the connection is cut amid the response.',
};

/** What the page says of each effect on a notification. */
export const notificationFaultHints: Readonly<Record<NotificationFaultEffect, string>> = {
  duplicate: 'It comes twice at the same time.',
  delay: 'It comes later.',
  reorder: 'It comes after the next notification of its application.',
  lose: 'It never arrives; the schedule brings it again.',
  'bad-signature': 'Its signature does not fit; that of the redelivery does.',
  stranger: 'Another merchant’s application signs it; Alipay signs the redelivery.',
};
