import Type from 'typebox';
import { type ControlRoute, closed } from './control-route.js';

const newMessage = Type.Object(
  {
    appId: Type.String({ minLength: 1 }),
    msgMethod: Type.String(),
    bizContent: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    url: Type.Optional(Type.String()),
  },
  closed,
);

/** `POST /sandbox/messages`: sends a message of the message service. */
export const messagesRoute: ControlRoute = (fastify, sandbox) => {
  fastify.post('/sandbox/messages', { schema: { body: newMessage } }, async ({ body }) => sandbox.sendMessage(body));
};
