import type { FaultEffect } from '../faults/fault.js';
import type { NotificationFaultEffect } from '../notifications/notification-fault.js';

/** The dashboard's hint for each effect. */
export const faultHints: Readonly<Record<FaultEffect, string>> = {
  'drop-before': 'The connection is cut before anything is done.',
  'drop-after': 'The request is performed; the response is lost.',
  delay: 'The request is performed immediately; the response comes later.',
  status: 'An unsigned response with this status; nothing is done.',
  html: 'A proxy’s error page with status 502; nothing is done.',
  'bad-signature': 'The request is performed; the response’s signature is wrong.',
  stranger: 'The request is performed; another merchant’s application signs the response.',
  truncate: 'The request is performed; the connection is cut halfway through the response.',
};

/** The dashboard's hint for each effect on a notification. */
export const notificationFaultHints: Readonly<Record<NotificationFaultEffect, string>> = {
  duplicate: 'It arrives twice at the same time.',
  delay: 'It arrives later.',
  reorder: 'It arrives after the next notification of its application.',
  lose: 'It never arrives; it is redelivered on schedule.',
  'bad-signature': 'Its signature is wrong; the redelivery’s is right.',
  stranger: 'Another merchant’s application signs it; Alipay signs the redelivery.',
};
