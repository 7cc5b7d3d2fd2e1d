import Type from 'typebox';
import { type ControlRoute, closed } from './control-route.js';

const requestsQuery = Type.Object({ after: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })) }, closed);

/** `/sandbox/requests`, optionally those after an id, and `GET /sandbox/state`. */
export const inspectionRoute: ControlRoute = (fastify, sandbox) => {
  fastify.get('/sandbox/requests', { schema: { querystring: requestsQuery } }, async ({ query }) => ({
    requests: sandbox.requests().filter(({ id }) => id > Number(query.after ?? 0)),
  }));
  fastify.delete('/sandbox/requests', async () => ({ cleared: sandbox.journal.clear() }));
  fastify.get('/sandbox/state', async () => sandbox.state());
};
