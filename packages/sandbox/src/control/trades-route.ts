import Type from 'typebox';
import { type ControlRoute, closed } from './control-route.js';
import { newest, newestOf } from './newest.js';

const tradePath = Type.Object({ tradeNo: Type.String({ minLength: 1, maxLength: 64 }) }, closed);
const payment = Type.Object({ buyerId: Type.Optional(Type.String({ pattern: '^2088[0-9]{12}$' })) }, closed);

/** `/sandbox/trades`, and below a trade's number: `pay` and `close`, as its buyer or the passage of time would. */
export const tradesRoute: ControlRoute = (fastify, sandbox) => {
  fastify.get('/sandbox/trades', { schema: { querystring: newest } }, async ({ query }) => {
    const trades = sandbox.listTrades();
    return { trades: newestOf(trades, query), total: trades.length };
  });
  fastify.post(
    '/sandbox/trades/:tradeNo/pay',
    { schema: { params: tradePath, body: payment } },
    async ({ params, body }) => sandbox.payTrade(params.tradeNo, body.buyerId),
  );
  fastify.post('/sandbox/trades/:tradeNo/close', { schema: { params: tradePath } }, async ({ params }) =>
    sandbox.closeTrade(params.tradeNo),
  );
};
