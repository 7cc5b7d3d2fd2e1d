import Type from 'typebox';
import { notificationFaultEffects } from '../notifications/notification-fault.js';
import { notificationKinds } from '../notifications/notification-kind.js';
import { type ControlRoute, closed } from './control-route.js';

const notificationId = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) }, closed);

const newNotificationFault = Type.Object(
  {
    match: Type.Optional(
      Type.Object(
        { kind: Type.Optional(Type.Enum([...notificationKinds])), appId: Type.Optional(Type.String({ minLength: 1 })) },
        closed,
      ),
    ),
    times: Type.Optional(Type.Integer({ minimum: 1 })),
    effect: Type.Enum([...notificationFaultEffects]),
    seconds: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  closed,
);

/** `/sandbox/notifications` and `/sandbox/notification-faults`: list notifications, redeliver them, disturb the next ones. */
export const notificationsRoute: ControlRoute = (fastify, sandbox) => {
  fastify.get('/sandbox/notifications', async () => ({ notifications: sandbox.notifications() }));
  fastify.post('/sandbox/notifications/:id/redeliver', { schema: { params: notificationId } }, ({ params }) =>
    sandbox.redeliver(Number(params.id)),
  );
  fastify.post('/sandbox/notification-faults', { schema: { body: newNotificationFault } }, async ({ body }) =>
    sandbox.injectNotificationFault(body),
  );
  fastify.get('/sandbox/notification-faults', async () => ({ faults: sandbox.dispatcher.faults.list() }));
  fastify.delete('/sandbox/notification-faults', async () => ({ cleared: sandbox.clearNotificationFaults() }));
};
