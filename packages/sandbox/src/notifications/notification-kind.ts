const minute = 60;
const hour = 60 * minute;

/** Seconds between a delivery and the next, as Alipay documents them; 0 means immediately. */
const schedules = {
  classic: [0, 0, 4 * minute, 10 * minute, 10 * minute, hour, 2 * hour, 6 * hour, 15 * hour],
  messageService: [2 * minute, 10 * minute, 10 * minute, hour, 2 * hour, 6 * hour, 15 * hour],
};

export const notificationKinds = [
  'open_app_auth_notify',
  'alipay.open.auth.appauth.cancelled',
  'servicemarket_order_notify',
  'trade_status_sync',
  'message',
] as const;

/**
 * `open_app_auth_notify`: a merchant consented · `alipay.open.auth.appauth.cancelled`: a merchant cancelled ·
 * `servicemarket_order_notify`: a merchant ordered the service · `trade_status_sync`: a trade was paid or
 * refunded · `message`: another message of the message service, sent on request.
 */
export type NotificationKind = (typeof notificationKinds)[number];

/** The schedule by which each kind is redelivered. */
export const notificationSchedules: Readonly<Record<NotificationKind, readonly number[]>> = {
  open_app_auth_notify: schedules.classic,
  'alipay.open.auth.appauth.cancelled': schedules.messageService,
  servicemarket_order_notify: schedules.classic,
  trade_status_sync: schedules.classic,
  message: schedules.messageService,
};

/** The fields that a signature leaves out: `V1` both `sign` and `sign_type`, `V2` `sign` alone. */
export type NotificationRule = 'V1' | 'V2';

/** The rule under which each kind is signed. */
export const notificationRules: Readonly<Record<NotificationKind, NotificationRule>> = {
  open_app_auth_notify: 'V1',
  'alipay.open.auth.appauth.cancelled': 'V1',
  servicemarket_order_notify: 'V2',
  trade_status_sync: 'V1',
  message: 'V1',
};
