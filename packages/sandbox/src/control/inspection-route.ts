import type { ControlRoute } from './control-route.js';

/** `GET /sandbox/requests` and `GET /sandbox/state`: look inside. */
export const inspectionRoute: ControlRoute = (fastify, sandbox) => {
  fastify.get('/sandbox/requests', async () => ({ requests: sandbox.requests() }));
  fastify.get('/sandbox/state', async () => sandbox.state());
};
