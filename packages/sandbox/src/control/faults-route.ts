import Type from 'typebox';
import { faultEffects } from '../faults/fault.js';
import { type ControlRoute, closed } from './control-route.js';

const match = Type.Object(
  {
    path: Type.Optional(Type.String({ pattern: '^/' })),
    grantType: Type.Optional(Type.String({ minLength: 1 })),
  },
  closed,
);

const newFault = Type.Object(
  {
    match: Type.Optional(match),
    times: Type.Optional(Type.Integer({ minimum: 1 })),
    effect: Type.Enum([...faultEffects]),
    ms: Type.Optional(Type.Integer({ minimum: 0 })),
    status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
  },
  closed,
);

/** `/sandbox/faults`: disturb the next responses. */
export const faultsRoute: ControlRoute = (fastify, sandbox) => {
  fastify.post('/sandbox/faults', { schema: { body: newFault } }, async ({ body }) => sandbox.injectFault(body));
  fastify.get('/sandbox/faults', async () => ({ faults: sandbox.faults.list() }));
  fastify.delete('/sandbox/faults', async () => ({ cleared: sandbox.clearFaults() }));
};
