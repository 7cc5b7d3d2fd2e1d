import { chinaTime } from '../clock/china-time.js';
import { yuanText } from '../trades/amount.js';
import { type Refund, refundedAmount, type Trade } from '../trades/trade.js';
import type { NotificationContext } from './authorization-notification.js';
import type { NotificationDraft } from './notification.js';
import { notifyIdText } from './notify-id.js';

/** `trade_status_sync`: a trade was paid, or refunded. It goes to the `notify_url` of the call that ordered the trade. */
export function tradeNotification(
  trade: Trade,
  refund: Refund | undefined,
  { at, random, settings }: NotificationContext,
): NotificationDraft | undefined {
  const { order, tradeNo, status, createdAt, paidAt, closedAt, buyerId } = trade;
  if (order.notifyUrl === undefined) return undefined;
  const notifyId = notifyIdText(random, at);
  const amount = yuanText(order.totalAmount);
  const fields = {
    notify_id: notifyId,
    notify_type: 'trade_status_sync',
    notify_time: chinaTime(at),
    version: '1.0',
    charset: settings.notificationCharset,
    app_id: order.appId,
    auth_app_id: order.authAppId,
    trade_no: tradeNo,
    out_trade_no: order.outTradeNo,
    buyer_id: buyerId ?? '',
    seller_id: order.sellerId,
    trade_status: status,
    total_amount: amount,
    receipt_amount: amount,
    buyer_pay_amount: amount,
    subject: order.subject,
    body: order.body ?? '',
    passback_params: order.passbackParams ?? '',
    gmt_create: chinaTime(createdAt),
    gmt_payment: time(paidAt),
    gmt_close: time(closedAt),
    gmt_refund: time(refund?.refundedAt),
    refund_fee: refund === undefined ? '' : yuanText(refundedAmount(trade)),
    out_biz_no: refund?.outRequestNo ?? '',
    fund_bill_list: JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }]),
  };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
  const { appId, authAppId, notifyUrl: url } = order;
  return { kind: 'trade_status_sync', appId, authAppId, notifyId, url, fields: given };
}

function time(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '' : chinaTime(milliseconds);
}
