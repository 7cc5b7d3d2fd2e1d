const minute = 60;
const hour = 60 * minute;

/** Seconds between a delivery and the next, as Alipay documents them; 0 is at once. */
const schedules = {
  classic: [0, 0, 4 * minute, 10 * minute, 10 * minute, hour, 2 * hour, 6 * hour, 15 * hour],
  messageService: [2 * minute, 10 * minute, 10 * minute, hour, 2 * hour, 6 * hour, 15 * hour],
};

export const notificationKinds = ['open_app_auth_notify', 'alipay.open.auth.appauth.cancelled'] as const;

/** `open_app_auth_notify`: a merchant consented · `alipay.open.auth.appauth.cancelled`: a merchant cancelled. */
export type NotificationKind = (typeof notificationKinds)[number];

/** By which schedule a kind is delivered again. */
export const notificationSchedules: Readonly<Record<NotificationKind, readonly number[]>> = {
  open_app_auth_notify: schedules.classic,
  'alipay.open.auth.appauth.cancelled': schedules.messageService,
};
