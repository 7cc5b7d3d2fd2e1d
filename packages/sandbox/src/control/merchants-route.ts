import { applicationKinds } from '@lingpai/alipay';
import Type from 'typebox';
import { type ControlRoute, closed } from './control-route.js';

const ownedApplication = Type.Object(
  {
    kind: Type.Enum([...applicationKinds]),
    authAppId: Type.Optional(Type.String()),
    name: Type.Optional(Type.String()),
  },
  closed,
);

const newMerchant = Type.Object(
  {
    name: Type.String(),
    userId: Type.Optional(Type.String()),
    merchantApplications: Type.Array(ownedApplication, { maxItems: 1000 }),
  },
  closed,
);

/** `/sandbox/merchants`: the merchants on the consent pages; adds one. */
export const merchantsRoute: ControlRoute = (fastify, sandbox) => {
  fastify.get('/sandbox/merchants', async () => ({ merchants: sandbox.merchants.list() }));
  fastify.post('/sandbox/merchants', { schema: { body: newMerchant } }, async ({ body }) => sandbox.addMerchant(body));
};
