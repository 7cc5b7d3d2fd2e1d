import { applicationKinds } from '@lingpai/alipay';
import Type from 'typebox';
import { type ControlRoute, closed } from './control-route.js';

const merchant = Type.Object(
  {
    authAppId: Type.String(),
    userId: Type.String(),
    kind: Type.Enum([...applicationKinds]),
  },
  closed,
);

const consent = Type.Object(
  {
    appId: Type.String({ minLength: 1 }),
    merchantApplications: Type.Array(merchant, { minItems: 1, maxItems: 1000 }),
    outBizNo: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  closed,
);

const cancellation = Type.Object(
  { appId: Type.String({ minLength: 1 }), authAppId: Type.String({ minLength: 1 }) },
  closed,
);

/** `POST /sandbox/consents` and `POST /sandbox/cancellations`: what the merchant does. */
export const consentsRoute: ControlRoute = (fastify, sandbox) => {
  fastify.post('/sandbox/consents', { schema: { body: consent } }, async ({ body }) => sandbox.consent(body));
  fastify.post('/sandbox/cancellations', { schema: { body: cancellation } }, async ({ body }) => sandbox.cancel(body));
};
