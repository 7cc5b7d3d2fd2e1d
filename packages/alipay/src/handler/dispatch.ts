import {
  type NotificationFields,
  readAuthorizationNotification,
  readCancellationNotification,
  readServiceOrderNotification,
  readTradeNotification,
} from '../index.js';
import type { NotificationContext, NotificationHandlers, OtherNotification } from './handler-options.js';

/** A notification's id, under its newer or its older name. */
export function notifyIdOf(fields: NotificationFields): string | undefined {
  return fields.notify_id || fields.msg_id || undefined;
}

/**
 * Finds the handler of a notification.
 *
 * @returns what calls it; `undefined` when there is none
 * @throws AlipayNotificationError `malformed` when the notification lacks what its kind has
 */
export function findHandler(
  fields: NotificationFields,
  on: NotificationHandlers,
): ((context: NotificationContext) => void | Promise<void>) | undefined {
  const { authorized, cancelled, tradeStatus, serviceOrder, other } = on;
  return (
    bind(authorized, readAuthorizationNotification, fields) ??
    bind(cancelled, readCancellationNotification, fields) ??
    bind(tradeStatus, readTradeNotification, fields) ??
    bind(serviceOrder, readServiceOrderNotification, fields) ??
    bind(other, readOther, fields)
  );
}

function bind<Notification>(
  handler: ((notification: Notification, context: NotificationContext) => void | Promise<void>) | undefined,
  read: (fields: NotificationFields) => Notification | undefined,
  fields: NotificationFields,
): ((context: NotificationContext) => void | Promise<void>) | undefined {
  const notification = handler === undefined ? undefined : read(fields);
  if (handler === undefined || notification === undefined) return undefined;
  return (context) => handler(notification, context);
}

function readOther(fields: NotificationFields): OtherNotification {
  return {
    notifyId: notifyIdOf(fields),
    appId: fields.app_id ?? '',
    type: fields.msg_method || fields.msg_key || fields.notify_type || undefined,
  };
}
