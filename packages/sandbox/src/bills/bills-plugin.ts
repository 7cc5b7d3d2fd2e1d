import type { FastifyInstance } from 'fastify';
import type { Sandbox } from '../sandbox.js';
import { billArchive } from './bill-archive.js';
import { billEntries } from './trade-bill.js';

interface BillPath {
  readonly Params: { readonly billId: string };
}

/** The addresses of bills. They need no signature: who knows one may download, until it expires. */
export function billsPlugin(fastify: FastifyInstance, { sandbox }: { readonly sandbox: Sandbox }): void {
  fastify.get<BillPath>('/bills/:billId', async ({ params }, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
    const { bills, trades, clock } = sandbox;
    const bill = bills.find(params.billId);
    if (bill === undefined) {
      return reply
        .code(404)
        .type('text/plain; charset=utf-8')
        .send('there is no bill at this address, or it has expired');
    }
    const entries = billEntries(trades.list(), bill.sellerId, bill.period);
    const { name, bytes } = await billArchive(entries, { ...bill, at: clock.now() });
    return reply.type('application/zip').header('content-disposition', `attachment; filename="${name}"`).send(bytes);
  });
}
