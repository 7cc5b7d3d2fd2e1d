import Type from 'typebox';
import { type ControlRoute, closed } from './control-route.js';

const newApp = Type.Object(
  {
    mode: Type.Enum(['key', 'certificate']),
    encrypted: Type.Optional(Type.Boolean()),
    publicKey: Type.Optional(Type.String({ minLength: 1, maxLength: 8192 })),
    isv: Type.Optional(Type.Boolean()),
  },
  closed,
);

/** `/sandbox/apps`: the credentials of every application, and another application. */
export const appsRoute: ControlRoute = (fastify, sandbox) => {
  fastify.get('/sandbox/apps', async () => ({ apps: sandbox.credentials() }));
  fastify.post('/sandbox/apps', { schema: { body: newApp } }, ({ body }) => sandbox.createApp(body));
};
