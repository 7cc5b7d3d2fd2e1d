import type { FastifyInstance, FastifyReply } from 'fastify';
import { type AllowedHosts, localOnly } from '../access/local-only.js';
import { sendPage } from '../html/send-page.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import type { Trade } from '../trades/trade.js';
import { leftPage, refusedPage } from './payment-pages.js';
import { returnAddress } from './return-address.js';
import { showTrade } from './show-trade.js';

export interface PaymentsOptions {
  readonly sandbox: Sandbox;
  readonly allowedHosts: AllowedHosts;
}

interface PagePath {
  readonly Params: { readonly pageId: string };
}

/** The buyer's page of each trade, and its buttons. */
export function paymentsPlugin(fastify: FastifyInstance, { sandbox, allowedHosts }: PaymentsOptions): void {
  localOnly(fastify, allowedHosts);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 1024 }, (_request, _body, done) => done(null));
  const withTrade = async (reply: FastifyReply, pageId: string, act: (trade: Trade) => Promise<FastifyReply>) => {
    try {
      const trade = sandbox.trades.findByPage(pageId);
      if (trade === undefined) throw new Refusal('ACQ.TRADE_NOT_EXIST', '交易不存在');
      return await act(trade);
    } catch (error) {
      if (error instanceof Refusal) return sendRefusal(reply, error);
      throw error;
    }
  };
  fastify.get<PagePath>('/payments/:pageId', ({ params }, reply) =>
    withTrade(reply, params.pageId, async (trade) => {
      trade.scanned = true;
      return showTrade(reply, trade);
    }),
  );
  fastify.post<PagePath>('/payments/:pageId/pay', ({ params }, reply) =>
    withTrade(reply, params.pageId, async (trade) => {
      if (trade.status === 'WAIT_BUYER_PAY') sandbox.trades.pay(trade);
      return leave(reply, trade, sandbox);
    }),
  );
  fastify.post<PagePath>('/payments/:pageId/cancel', ({ params }, reply) =>
    withTrade(reply, params.pageId, (trade) => leave(reply, trade, sandbox)),
  );
}

/** Only the buyer of a paid trade returns with Alipay's parameters. */
async function leave(reply: FastifyReply, trade: Trade, sandbox: Sandbox): Promise<FastifyReply> {
  const { returnUrl, quitUrl, status } = trade;
  if (status === 'WAIT_BUYER_PAY') {
    return quitUrl === undefined ? sendPage(reply, leftPage(trade)) : redirect(reply, new URL(quitUrl).href);
  }
  if (trade.paidAt === undefined || returnUrl === undefined) return showTrade(reply, trade);
  return redirect(reply, await returnAddress(returnUrl, trade, sandbox));
}

function redirect(reply: FastifyReply, address: string): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(address, 303);
}

function sendRefusal(reply: FastifyReply, { code, message }: Refusal): FastifyReply {
  const failure = { code: '40004', msg: 'Business Failed', sub_code: code, sub_msg: message };
  return sendPage(reply, refusedPage(failure), code === 'ACQ.TRADE_NOT_EXIST' ? 404 : 400);
}
