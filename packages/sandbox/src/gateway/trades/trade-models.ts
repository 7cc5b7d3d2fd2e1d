import { chinaTime } from '../../clock/china-time.js';
import { yuanText } from '../../trades/amount.js';
import type { Trade } from '../../trades/trade.js';

/** Both numbers of a trade. */
export function tradeNumbers({ order, tradeNo }: Trade): { out_trade_no: string; trade_no: string } {
  return { out_trade_no: order.outTradeNo, trade_no: tradeNo };
}

/** The buyer, once there is one. */
export function buyerModel({ buyerId }: Trade): object {
  return buyerId === undefined ? {} : { buyer_user_id: buyerId, buyer_logon_id: '138******00' };
}

/** What a payment was made of, once it was made. */
export function paymentModel({ order, paidAt }: Trade): object {
  if (paidAt === undefined) return {};
  const amount = yuanText(order.totalAmount);
  return {
    receipt_amount: amount,
    buyer_pay_amount: amount,
    invoice_amount: amount,
    point_amount: '0.00',
    fund_bill_list: [{ fund_channel: 'ALIPAYACCOUNT', amount }],
  };
}

/** `undefined` while the trade is not paid. */
export function paymentTime({ paidAt }: Trade): string | undefined {
  return paidAt === undefined ? undefined : chinaTime(paidAt);
}
