import Type from 'typebox';
import { type ControlRoute, closed } from './control-route.js';

const newServiceOrder = Type.Object(
  {
    appId: Type.String({ minLength: 1 }),
    userId: Type.String(),
    isvTicket: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
  },
  closed,
);

/** `POST /sandbox/service-orders`: a merchant orders the service at the service market. */
export const serviceOrdersRoute: ControlRoute = (fastify, sandbox) => {
  fastify.post('/sandbox/service-orders', { schema: { body: newServiceOrder } }, async ({ body }) =>
    sandbox.orderService(body),
  );
};
