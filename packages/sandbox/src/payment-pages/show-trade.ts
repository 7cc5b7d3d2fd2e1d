import type { FastifyReply } from 'fastify';
import { sendPage } from '../html/send-page.js';
import type { Trade } from '../trades/trade.js';
import { endedPage, paymentPage } from './payment-pages.js';

/** Shows a trade to its buyer: with buttons while it waits, and what became of it afterwards. */
export function showTrade(reply: FastifyReply, trade: Trade): FastifyReply {
  if (trade.status !== 'WAIT_BUYER_PAY') return sendPage(reply, endedPage(trade));
  // A form's redirect is subject to the same directive as its target.
  const targets = [trade.returnUrl, trade.quitUrl].flatMap((url) => (url === undefined ? [] : [new URL(url).origin]));
  return sendPage(reply, paymentPage(trade), 200, targets);
}
