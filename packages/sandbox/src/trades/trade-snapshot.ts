import { yuanText } from './amount.js';
import { type Refund, type RefundSnapshot, refundedAmount, type Trade, type TradeSnapshot } from './trade.js';

export function tradeSnapshot(trade: Trade): TradeSnapshot {
  const { order, tradeNo, pageId, status, scanned, createdAt } = trade;
  return {
    tradeNo,
    outTradeNo: order.outTradeNo,
    appId: order.appId,
    authAppId: order.authAppId,
    sellerId: order.sellerId,
    method: order.method,
    subject: order.subject,
    totalAmount: yuanText(order.totalAmount),
    refundedAmount: yuanText(refundedAmount(trade)),
    status,
    scanned,
    page: `/payments/${pageId}`,
    createdAt,
    expiresAt: order.expiresAt,
    notifyUrl: order.notifyUrl ?? null,
    buyerId: trade.buyerId ?? null,
    paidAt: trade.paidAt ?? null,
    closedAt: trade.closedAt ?? null,
    refunds: trade.refunds.map(refundSnapshot),
  };
}

function refundSnapshot({ outRequestNo, amount, reason, refundedAt }: Refund): RefundSnapshot {
  return { outRequestNo, amount: yuanText(amount), reason: reason ?? null, refundedAt };
}
