import Type from 'typebox';
import { type ControlRoute, closed } from '../control/control-route.js';
import { noticeFaultEffects } from './notice-fault.js';
import { noticeKinds } from './notice-kind.js';

const noticeId = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) }, closed);

const newNoticeFault = Type.Object(
  {
    match: Type.Optional(
      Type.Object(
        { kind: Type.Optional(Type.Enum([...noticeKinds])), appId: Type.Optional(Type.String({ minLength: 1 })) },
        closed,
      ),
    ),
    times: Type.Optional(Type.Integer({ minimum: 1 })),
    effect: Type.Enum([...noticeFaultEffects]),
    seconds: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  closed,
);

/** `/sandbox/notices` and `/sandbox/notice-faults`: look at notices, send them again, disturb the next ones. */
export const noticesRoute: ControlRoute = (fastify, sandbox) => {
  fastify.get('/sandbox/notices', async () => ({ notices: sandbox.notices() }));
  fastify.post('/sandbox/notices/:id/redeliver', { schema: { params: noticeId } }, ({ params }) =>
    sandbox.redeliver(Number(params.id)),
  );
  fastify.post('/sandbox/notice-faults', { schema: { body: newNoticeFault } }, async ({ body }) =>
    sandbox.injectNoticeFault(body),
  );
  fastify.get('/sandbox/notice-faults', async () => ({ faults: sandbox.dispatcher.faults.list() }));
  fastify.delete('/sandbox/notice-faults', async () => ({ cleared: sandbox.clearNoticeFaults() }));
};
