import Type from 'typebox';
import { type ControlRoute, closed } from './control-route.js';

const advance = Type.Object({ advanceSeconds: Type.Number({ minimum: 0 }) }, closed);

/** `POST /sandbox/clock`: moves the clock ahead. */
export const clockRoute: ControlRoute = (fastify, sandbox) => {
  fastify.post('/sandbox/clock', { schema: { body: advance } }, async ({ body }) => ({
    now: sandbox.advanceClock(body.advanceSeconds),
  }));
};
