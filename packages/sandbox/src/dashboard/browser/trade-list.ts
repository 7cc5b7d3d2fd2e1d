import type { TradeSnapshot, TradeStatus } from '../../index.js';
import { actionButton } from './act.js';
import { callControl } from './control-api.js';
import { badge, code, element, facts, type Tone, table } from './element.js';
import { showList } from './keyed-list.js';
import { moment } from './moment.js';

const tones: Readonly<Record<TradeStatus, Tone>> = {
  WAIT_BUYER_PAY: 'wait',
  TRADE_SUCCESS: 'good',
  TRADE_FINISHED: 'good',
  TRADE_CLOSED: 'plain',
};

/** Trades, the newest first. */
export function showTrades(list: HTMLElement, trades: readonly TradeSnapshot[]): void {
  showList(list, trades.toReversed(), {
    key: ({ tradeNo }) => tradeNo,
    build: tradeItem,
    empty: 'No trade yet. Call alipay.trade.precreate, or another operation that orders a payment.',
  });
}

function tradeItem(trade: TradeSnapshot): HTMLElement {
  const { createdAt, subject, outTradeNo, totalAmount, refundedAmount, status, scanned } = trade;
  return element(
    'details',
    { class: 'item' },
    element(
      'summary',
      {},
      moment(createdAt),
      element('span', { class: 'what' }, subject, ' ', element('span', { class: 'secondary' }, code(outTradeNo))),
      element('span', { class: 'amount' }, `¥${totalAmount}`),
      element(
        'span',
        { class: 'badges' },
        refundedAmount === '0.00' ? undefined : badge(`refunded ¥${refundedAmount}`),
        scanned ? undefined : badge('not scanned'),
        badge(status, tones[status]),
      ),
    ),
    tradeDetails(trade),
  );
}

function tradeDetails(trade: TradeSnapshot): HTMLElement {
  const { tradeNo, refunds, status, notifyUrl, paidAt, closedAt, expiresAt } = trade;
  const waits = status === 'WAIT_BUYER_PAY';
  return element(
    'div',
    { class: 'body' },
    facts({
      trade_no: code(tradeNo),
      'Ordered by': code(trade.method),
      Seller: element('span', {}, code(trade.sellerId), ' · application ', code(trade.authAppId)),
      Buyer: trade.buyerId === null ? undefined : code(trade.buyerId),
      'Notified at': notifyUrl === null ? 'no notify_url' : code(notifyUrl),
      Expires: waits ? moment(expiresAt) : undefined,
      Paid: paidAt === null ? undefined : moment(paidAt),
      Closed: closedAt === null ? undefined : moment(closedAt),
      'Buyer’s page': waits ? element('a', { href: trade.page, 'data-focus': 'page' }, trade.page) : undefined,
    }),
    refunds.length === 0
      ? undefined
      : table(
          ['Refunded', 'out_request_no', 'Amount', 'Reason'],
          refunds.map((refund) => [
            moment(refund.refundedAt),
            code(refund.outRequestNo),
            `¥${refund.amount}`,
            refund.reason ?? '–',
          ]),
        ),
    waits ? element('p', { class: 'actions' }, payButton(trade), closeButton(trade)) : undefined,
  );
}

function payButton({ tradeNo, outTradeNo, totalAmount }: TradeSnapshot): HTMLElement {
  return actionButton(
    'Pay as the buyer',
    async () => {
      await callControl('POST', `trades/${tradeNo}/pay`, {});
      return `the buyer paid ¥${totalAmount} for ${outTradeNo}`;
    },
    'primary',
  );
}

function closeButton({ tradeNo, outTradeNo }: TradeSnapshot): HTMLElement {
  return actionButton('Close', async () => {
    await callControl('POST', `trades/${tradeNo}/close`);
    return `the trade of ${outTradeNo} was closed`;
  });
}
