/** Alipay's statuses. A trade only moves towards the end of this list. */
export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';

/** What an application orders. */
export interface TradeOrder {
  /** The application that made the call. */
  readonly appId: string;
  /** The application that is paid: the caller's, or the merchant's on whose behalf it calls. */
  readonly authAppId: string;
  /** The account that is paid. */
  readonly sellerId: string;
  /** Alipay's name of the operation that ordered. */
  readonly method: string;
  readonly outTradeNo: string;
  readonly subject: string;
  /** Fen. */
  readonly totalAmount: number;
  readonly body: string | undefined;
  readonly passbackParams: string | undefined;
  /** Where payments and refunds are notified. */
  readonly notifyUrl: string | undefined;
  /** Milliseconds since 1970; the trade is closed if it is not paid by then. */
  readonly expiresAt: number;
}

/** Money that went back to the buyer. */
export interface Refund {
  readonly outRequestNo: string;
  /** Fen. */
  readonly amount: number;
  readonly reason: string | undefined;
  /** Milliseconds since 1970. */
  readonly refundedAt: number;
}

/** One trade: an order, and what has become of it. Times in milliseconds since 1970. */
export interface Trade {
  readonly order: TradeOrder;
  readonly tradeNo: string;
  /** Identifies the buyer's page; only its visitors know it. */
  readonly pageId: string;
  readonly createdAt: number;
  status: TradeStatus;
  /** At Alipay an order with a QR code becomes a trade when the buyer scans the code. */
  scanned: boolean;
  /** Where the buyer's page leads after the payment; from the newest call that showed the page. */
  returnUrl: string | undefined;
  /** Where the buyer's page leads when the buyer leaves without paying. */
  quitUrl: string | undefined;
  buyerId: string | undefined;
  paidAt: number | undefined;
  closedAt: number | undefined;
  readonly refunds: Refund[];
}

/** Fen that were refunded. */
export function refundedAmount({ refunds }: Trade): number {
  return refunds.reduce((sum, { amount }) => sum + amount, 0);
}

/** A refund of a trade as snapshots show it. */
export interface RefundSnapshot {
  readonly outRequestNo: string;
  readonly amount: string;
  readonly reason: string | null;
  readonly refundedAt: number;
}

/** A trade as `listTrades()` and `GET /sandbox/trades` show it; times in milliseconds since 1970, amounts in yuan. */
export interface TradeSnapshot {
  readonly tradeNo: string;
  readonly outTradeNo: string;
  readonly appId: string;
  readonly authAppId: string;
  readonly sellerId: string;
  /** Alipay's name of the operation that ordered. */
  readonly method: string;
  readonly subject: string;
  readonly totalAmount: string;
  readonly refundedAmount: string;
  readonly status: TradeStatus;
  /** `false` for an order with a QR code that no buyer has scanned; the gateway does not know such a trade. */
  readonly scanned: boolean;
  /** The path of the buyer's page. */
  readonly page: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Where payments and refunds are notified; `null`: nowhere. */
  readonly notifyUrl: string | null;
  readonly buyerId: string | null;
  readonly paidAt: number | null;
  readonly closedAt: number | null;
  /** Oldest first. */
  readonly refunds: readonly RefundSnapshot[];
}
