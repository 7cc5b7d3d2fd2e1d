import type { FastifyInstance, FastifyReply } from 'fastify';
import { type AllowedHosts, localOnly } from '../access/local-only.js';
import { sendPage } from '../html/send-page.js';
import type { Sandbox } from '../sandbox.js';
import type { PaymentBook, PendingPayment } from './payment-book.js';
import { refusedPage, settledPage } from './payment-pages.js';
import { returnAddress } from './return-address.js';

export interface PaymentsOptions {
  readonly sandbox: Sandbox;
  readonly payments: PaymentBook;

  readonly allowedHosts: AllowedHosts;
}

const gone = { code: '40004', msg: 'Business Failed', sub_code: 'ACQ.TRADE_NOT_EXIST', sub_msg: '交易不存在' };

/** The buttons of payment pages. */
export function paymentsPlugin(fastify: FastifyInstance, { sandbox, payments, allowedHosts }: PaymentsOptions): void {
  localOnly(fastify, allowedHosts);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 1024 }, (_request, _body, done) => done(null));
  const settle = async (reply: FastifyReply, id: string, status: 'paid' | 'cancelled') => {
    const settled = payments.settle(id, status);
    if (settled === undefined) return sendPage(reply, refusedPage(gone), 404);
    const address = await nextAddress(settled, sandbox);
    if (address === undefined) return sendPage(reply, settledPage(settled.payment, settled.status));
    return reply.header('cache-control', 'no-store').redirect(address, 303);
  };
  fastify.post<{ Params: { id: string } }>('/payments/:id/pay', ({ params }, reply) =>
    settle(reply, params.id, 'paid'),
  );
  fastify.post<{ Params: { id: string } }>('/payments/:id/cancel', ({ params }, reply) =>
    settle(reply, params.id, 'cancelled'),
  );
}

/** Only a paid order returns with Alipay's parameters. */
async function nextAddress({ payment, status }: PendingPayment, sandbox: Sandbox): Promise<string | undefined> {
  const { returnUrl, quitUrl } = payment;
  if (status === 'cancelled') return quitUrl && new URL(quitUrl).href;
  return returnUrl && returnAddress(returnUrl, payment, sandbox);
}
