import { datedNumber } from '../clock/dated-number.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { SandboxEvents } from '../lifecycle/sandbox-event.js';
import { Refusal } from '../refusal.js';
import { type RandomSource, randomHex } from '../settings/random-source.js';
import type { SandboxSettings } from '../settings/sandbox-settings.js';
import { paymentFailure } from './magic-amounts.js';
import { type Refund, refundedAmount, type Trade, type TradeOrder } from './trade.js';

export interface TradeBookOptions {
  readonly clock: SandboxClock;
  readonly random: RandomSource;
  readonly settings: SandboxSettings;
  readonly events: SandboxEvents;
}

/** How a call names a trade: by either number, within one seller's trades. */
export interface TradeName {
  readonly sellerId: string;
  readonly outTradeNo: string | undefined;
  readonly tradeNo: string | undefined;
}

export interface RefundRequest {
  readonly outRequestNo: string;
  /** Fen. */
  readonly amount: number;
  readonly reason: string | undefined;
}

/** The effect of a cancellation: it refunded, closed, or changed nothing. */
export type CancelAction = 'refund' | 'close' | undefined;

const capacity = 10_000;

/** The account that pays unless another is named. */
export const defaultBuyer = '2088102000000001';

const keyOf = (sellerId: string, outTradeNo: string) => `${sellerId} ${outTradeNo}`;

/** Every trade, and the rules by which they change. One `out_trade_no` names one trade of a seller. */
export class TradeBook {
  readonly #options: TradeBookOptions;
  readonly #byOutTradeNo = new Map<string, Trade>();
  readonly #byTradeNo = new Map<string, Trade>();
  readonly #byPage = new Map<string, Trade>();

  constructor(options: TradeBookOptions) {
    this.#options = options;
  }

  /**
   * Orders a payment, or finds the trade that an earlier call of the same order created.
   *
   * @param scanned whether the buyer is already there, so that the trade exists at once
   * @throws Refusal when the number belongs to a trade that ended, or to a different order
   */
  order(order: TradeOrder, scanned: boolean): Trade {
    const known = this.#find(order);
    if (known === undefined) return this.#create(order, scanned);
    if (known.status === 'TRADE_CLOSED') throw new Refusal('ACQ.TRADE_HAS_CLOSE', '交易已经关闭');
    if (known.status !== 'WAIT_BUYER_PAY') throw new Refusal('ACQ.TRADE_HAS_SUCCESS', '交易已被支付');
    if (known.order.totalAmount !== order.totalAmount || known.order.subject !== order.subject) {
      throw new Refusal('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改：同一out_trade_no的订单信息不一致');
    }
    known.scanned ||= scanned;
    return known;
  }

  /** The buyer pays. @throws Refusal when the trade is not waiting, or the amount is one at which payments fail */
  pay(trade: Trade, buyerId: string = defaultBuyer): Trade {
    this.#age(trade);
    if (trade.status === 'TRADE_CLOSED') throw new Refusal('ACQ.TRADE_HAS_CLOSE', '交易已经关闭');
    if (trade.status !== 'WAIT_BUYER_PAY') throw new Refusal('ACQ.TRADE_HAS_SUCCESS', '交易已被支付');
    trade.scanned = true;
    const failure = paymentFailure(trade.order.totalAmount);
    if (failure !== undefined) throw new Refusal(failure.code, failure.message);
    trade.status = 'TRADE_SUCCESS';
    trade.buyerId = buyerId;
    trade.paidAt = this.#options.clock.now();
    this.#options.events.publish({ type: 'trade-changed', at: trade.paidAt, trade, refund: undefined });
    return trade;
  }

  /** Closes a trade that waits for its buyer. @throws Refusal */
  close(trade: Trade): Trade {
    this.#age(trade);
    if (trade.status !== 'WAIT_BUYER_PAY') throw new Refusal('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
    this.#end(trade);
    return trade;
  }

  /** Closes a trade that waits, or refunds one that was paid. @throws Refusal */
  cancel(trade: Trade): CancelAction {
    this.#age(trade);
    if (trade.status === 'TRADE_FINISHED') throw new Refusal('ACQ.TRADE_HAS_FINISHED', '交易已结束');
    if (trade.status === 'TRADE_CLOSED') return undefined;
    if (trade.status === 'WAIT_BUYER_PAY') {
      this.#end(trade);
      return 'close';
    }
    const amount = trade.order.totalAmount - refundedAmount(trade);
    this.#refund(trade, { outRequestNo: trade.tradeNo, amount, reason: undefined });
    return 'refund';
  }

  /**
   * Refunds a part or the rest of a trade, once for each `outRequestNo`.
   *
   * @returns the refund, and whether this call made it
   * @throws Refusal
   */
  refund(trade: Trade, request: RefundRequest): { readonly refund: Refund; readonly isNew: boolean } {
    this.#age(trade);
    const earlier = trade.refunds.find(({ outRequestNo }) => outRequestNo === request.outRequestNo);
    if (earlier !== undefined && earlier.amount !== request.amount) {
      throw new Refusal('ACQ.DISCORDANT_REPEAT_REQUEST', '不一致的重复请求：同一out_request_no的退款金额不一致');
    }
    if (earlier !== undefined) return { refund: earlier, isNew: false };
    if (trade.status === 'WAIT_BUYER_PAY') throw new Refusal('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
    if (trade.status === 'TRADE_FINISHED') throw new Refusal('ACQ.TRADE_HAS_FINISHED', '交易已结束');
    if (trade.status === 'TRADE_CLOSED') throw new Refusal('ACQ.TRADE_HAS_CLOSE', '交易已经关闭');
    if (request.amount > trade.order.totalAmount - refundedAmount(trade)) {
      throw new Refusal('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额超限');
    }
    return { refund: this.#refund(trade, request), isNew: true };
  }

  /** The trade with a name. @throws Refusal when the gateway does not know it */
  get(name: TradeName): Trade {
    const trade = this.find(name);
    if (trade === undefined) throw new Refusal('ACQ.TRADE_NOT_EXIST', '交易不存在');
    return trade;
  }

  /** The trade with a name, if the gateway knows it. `tradeNo` takes precedence, as at Alipay. */
  find({ sellerId, outTradeNo, tradeNo }: TradeName): Trade | undefined {
    const trade =
      tradeNo === undefined ? this.#byOutTradeNo.get(keyOf(sellerId, outTradeNo ?? '')) : this.#byTradeNo.get(tradeNo);
    if (trade === undefined || trade.order.sellerId !== sellerId || !trade.scanned) return undefined;
    return this.#age(trade);
  }

  /** Any trade by its number, scanned or not. */
  findByNumber(tradeNo: string): Trade | undefined {
    const trade = this.#byTradeNo.get(tradeNo);
    return trade && this.#age(trade);
  }

  findByPage(pageId: string): Trade | undefined {
    const trade = this.#byPage.get(pageId);
    return trade && this.#age(trade);
  }

  /** Oldest first. */
  list(): Trade[] {
    return Array.from(this.#byTradeNo.values(), (trade) => this.#age(trade));
  }

  #find({ sellerId, outTradeNo }: TradeOrder): Trade | undefined {
    const trade = this.#byOutTradeNo.get(keyOf(sellerId, outTradeNo));
    return trade && this.#age(trade);
  }

  #create(order: TradeOrder, scanned: boolean): Trade {
    const { random, clock } = this.#options;
    const createdAt = clock.now();
    if (order.expiresAt <= createdAt) {
      throw new Refusal('ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR', '当前时间已超过允许支付的时间');
    }
    const trade: Trade = {
      order: Object.freeze(order),
      tradeNo: datedNumber(random, createdAt, 28),
      pageId: randomHex(random, 32),
      createdAt,
      status: 'WAIT_BUYER_PAY',
      scanned,
      returnUrl: undefined,
      quitUrl: undefined,
      buyerId: undefined,
      paidAt: undefined,
      closedAt: undefined,
      refunds: [],
    };
    this.#byOutTradeNo.set(keyOf(order.sellerId, order.outTradeNo), trade);
    this.#byTradeNo.set(trade.tradeNo, trade);
    this.#byPage.set(trade.pageId, trade);
    this.#forget();
    return trade;
  }

  #forget(): void {
    if (this.#byTradeNo.size <= capacity) return;
    const [oldest] = this.#byTradeNo.values();
    if (oldest === undefined) return;
    this.#byTradeNo.delete(oldest.tradeNo);
    this.#byPage.delete(oldest.pageId);
    this.#byOutTradeNo.delete(keyOf(oldest.order.sellerId, oldest.order.outTradeNo));
  }

  #refund(trade: Trade, request: RefundRequest): Refund {
    const refund: Refund = Object.freeze({ ...request, refundedAt: this.#options.clock.now() });
    trade.refunds.push(refund);
    if (refundedAmount(trade) === trade.order.totalAmount) this.#end(trade);
    this.#options.events.publish({ type: 'trade-changed', at: refund.refundedAt, trade, refund });
    return refund;
  }

  #end(trade: Trade, at: number = this.#options.clock.now()): void {
    trade.status = 'TRADE_CLOSED';
    trade.closedAt = at;
  }

  /** Applies what the passage of time does to a trade. */
  #age(trade: Trade): Trade {
    const { clock, settings } = this.#options;
    const now = clock.now();
    if (trade.status === 'WAIT_BUYER_PAY' && now >= trade.order.expiresAt) this.#end(trade, trade.order.expiresAt);
    const finishedAt = (trade.paidAt ?? Number.POSITIVE_INFINITY) + settings.refundPeriod * 1000;
    if (trade.status === 'TRADE_SUCCESS' && now >= finishedAt) trade.status = 'TRADE_FINISHED';
    return trade;
  }
}
