import { yuanText } from './amount.js';
import { refundedAmount, type Trade, type TradeSnapshot } from './trade.js';

export function tradeSnapshot(trade: Trade): TradeSnapshot {
  const { order, tradeNo, pageId, status, scanned, createdAt, paidAt, closedAt } = trade;
  return {
    tradeNo,
    outTradeNo: order.outTradeNo,
    appId: order.appId,
    authAppId: order.authAppId,
    sellerId: order.sellerId,
    subject: order.subject,
    totalAmount: yuanText(order.totalAmount),
    refundedAmount: yuanText(refundedAmount(trade)),
    status,
    scanned,
    page: `/payments/${pageId}`,
    createdAt,
    expiresAt: order.expiresAt,
    paidAt: paidAt ?? null,
    closedAt: closedAt ?? null,
  };
}
