import type { ControlRoute } from './control-route.js';
import { newest, newestOf } from './newest.js';

/** `/sandbox/transfers`. */
export const transfersRoute: ControlRoute = (fastify, sandbox) => {
  fastify.get('/sandbox/transfers', { schema: { querystring: newest } }, async ({ query }) => {
    const transfers = sandbox.listTransfers();
    return { transfers: newestOf(transfers, query), total: transfers.length };
  });
};
