import { AlipayNotificationError } from '../errors/alipay-notification-error.js';
import { parseChinaTime } from './china-time.js';
import type { NotificationFields } from './notification-fields.js';
import { textAt } from './read-json.js';

/** Where a trade stands. `TRADE_CLOSED`: not paid in time, or refunded in full; `TRADE_FINISHED`: no refund is possible any more. */
export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_CLOSED' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | (string & {});

/**
 * A trade was created, paid, refunded or closed (`trade_status_sync`). Alipay posts it to the `notify_url` of the call that
 * began the trade. Amounts are text in yuan with two decimals, as on the wire; times are milliseconds since 1970.
 *
 * Source: https://opendocs.alipay.com/open/204/105301
 */
export interface TradeNotification {
  /** The same for every delivery of one notification. */
  readonly notifyId: string;
  readonly appId: string;
  /** The merchant application on whose behalf the trade was made; `undefined` for a trade of one's own. */
  readonly authAppId: string | undefined;
  /** Alipay's number of the trade. */
  readonly tradeNo: string;
  /** The caller's number of the trade. */
  readonly outTradeNo: string;
  readonly tradeStatus: TradeStatus;
  readonly totalAmount: string | undefined;
  readonly receiptAmount: string | undefined;
  readonly buyerPayAmount: string | undefined;
  /** The buyer's account; applications in `open_id` mode get `buyerOpenId`. */
  readonly buyerId: string | undefined;
  readonly buyerOpenId: string | undefined;
  readonly sellerId: string | undefined;
  readonly subject: string | undefined;
  readonly body: string | undefined;
  /** What the call passed as `passback_params`, as it arrived. */
  readonly passbackParams: string | undefined;
  readonly createdAt: number | undefined;
  readonly paidAt: number | undefined;
  readonly refundedAt: number | undefined;
  readonly closedAt: number | undefined;
  /** All that was refunded so far; set on the notification of a refund. */
  readonly refundFee: string | undefined;
  /** The number of the refund that this notification is about. */
  readonly outBizNo: string | undefined;
  readonly sentAt: number | undefined;
}

/**
 * Reads a trade notification. Verify it first.
 *
 * @returns `undefined` when it is another kind of notification
 * @throws AlipayNotificationError `malformed` when it lacks what every such notification has
 */
export function readTradeNotification(fields: NotificationFields): TradeNotification | undefined {
  if (textAt(fields, 'notify_type') !== 'trade_status_sync') return undefined;
  const text = (name: string) => textAt(fields, name);
  const time = (name: string) => parseChinaTime(text(name));
  return {
    notifyId: requiredText(fields, 'notify_id'),
    appId: requiredText(fields, 'app_id'),
    authAppId: text('auth_app_id'),
    tradeNo: requiredText(fields, 'trade_no'),
    outTradeNo: requiredText(fields, 'out_trade_no'),
    tradeStatus: requiredText(fields, 'trade_status'),
    totalAmount: text('total_amount'),
    receiptAmount: text('receipt_amount'),
    buyerPayAmount: text('buyer_pay_amount'),
    buyerId: text('buyer_id'),
    buyerOpenId: text('buyer_open_id'),
    sellerId: text('seller_id'),
    subject: text('subject'),
    body: text('body'),
    passbackParams: text('passback_params'),
    createdAt: time('gmt_create'),
    paidAt: time('gmt_payment'),
    refundedAt: time('gmt_refund'),
    closedAt: time('gmt_close'),
    refundFee: text('refund_fee'),
    outBizNo: text('out_biz_no'),
    sentAt: time('notify_time'),
  };
}

/** @throws AlipayNotificationError naming the field that is missing */
export function requiredText(fields: NotificationFields, name: string): string {
  const value = textAt(fields, name);
  if (value !== undefined) return value;
  throw new AlipayNotificationError(`${name}: the notification lacks it`, 'malformed');
}
