import { parseChinaTime } from './china-time.js';
import type { NotificationFields } from './notification-fields.js';
import { textAt } from './read-json.js';
import { requiredText } from './trade-notification.js';

/**
 * A merchant ordered a service in Alipay's service market (订购通知, `servicemarket_order_notify`). Signed under rule V2.
 * The authorization that follows names the order in `outBizNo`.
 *
 * Source: https://opendocs.alipay.com/isv/b7f7864a_alipay.open.servicemarket.order.notify
 */
export interface ServiceOrderNotification {
  /** The same for every delivery of one notification. */
  readonly notifyId: string;
  readonly appId: string;
  /** The order (`commodity_order_id`); `alipay.open.servicemarket.order.query` tells its details. */
  readonly orderId: string;
  /** The mark that the service provider put into its link to the service; how it knows the customer. */
  readonly isvTicket: string | undefined;
  /** The merchant's account (`merchant_pid`). */
  readonly userId: string | undefined;
  /** The merchant's name. */
  readonly merchantName: string | undefined;
  readonly contactor: string | undefined;
  readonly phone: string | undefined;
  /** The name of the service. */
  readonly title: string | undefined;
  readonly itemCode: string | undefined;
  readonly specifications: string | undefined;
  /** Text in yuan with two decimals. */
  readonly totalPrice: string | undefined;
  /** Days for which the service is ordered. */
  readonly periodDays: string | undefined;
  /** The mini program that the order is for (`consumer_miniAppId`). */
  readonly authAppId: string | undefined;
  /** Milliseconds since 1970. */
  readonly orderedAt: number | undefined;
  readonly sentAt: number | undefined;
}

/**
 * Reads the notification of a service order. Verify it first.
 *
 * @returns `undefined` when it is another kind of notification
 * @throws AlipayNotificationError `malformed` when it lacks what every such notification has
 */
export function readServiceOrderNotification(fields: NotificationFields): ServiceOrderNotification | undefined {
  if (textAt(fields, 'notify_type') !== 'servicemarket_order_notify') return undefined;
  const text = (name: string) => textAt(fields, name);
  return {
    notifyId: requiredText(fields, 'notify_id'),
    appId: requiredText(fields, 'app_id'),
    orderId: requiredText(fields, 'commodity_order_id'),
    isvTicket: text('isv_ticket'),
    userId: text('merchant_pid'),
    merchantName: text('name'),
    contactor: text('contactor'),
    phone: text('phone'),
    title: text('title'),
    itemCode: text('item_code'),
    specifications: text('specifications'),
    totalPrice: text('total_price'),
    periodDays: text('period_day'),
    authAppId: text('consumer_miniAppId'),
    orderedAt: parseChinaTime(text('order_time')),
    sentAt: parseChinaTime(text('notify_time')),
  };
}
