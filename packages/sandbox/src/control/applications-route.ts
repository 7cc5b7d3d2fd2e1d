import Type from 'typebox';
import { type ControlRoute, closed } from './control-route.js';

const url = Type.String({ minLength: 1, maxLength: 2048 });
const redirectUris = Type.Array(url, { maxItems: 100 });

const methods = Type.Array(Type.String({ maxLength: 128 }), { maxItems: 2000 });

const changes = Type.Object(
  {
    redirectUris: Type.Optional(redirectUris),
    notifyUrl: Type.Optional(Type.Union([url, Type.Null()])),
    methods: Type.Optional(Type.Union([methods, Type.Null()])),
  },
  closed,
);

const appPath = Type.Object({ appId: Type.String() }, closed);

const newApplication = Type.Object(
  {
    mode: Type.Enum(['key', 'certificate']),
    encrypted: Type.Optional(Type.Boolean()),
    publicKey: Type.Optional(Type.String({ minLength: 1, maxLength: 8192 })),
    isv: Type.Optional(Type.Boolean()),
    redirectUris: Type.Optional(redirectUris),
    notifyUrl: Type.Optional(url),
  },
  closed,
);

/** `/sandbox/applications`: the credentials of every application, and another application; `/sandbox/applications/:appId`: its addresses and methods. */
export const applicationsRoute: ControlRoute = (fastify, sandbox) => {
  fastify.get('/sandbox/applications', async () => ({ applications: sandbox.credentials() }));
  fastify.post('/sandbox/applications', { schema: { body: newApplication } }, ({ body }) =>
    sandbox.createApplication(body),
  );
  fastify.put(
    '/sandbox/applications/:appId',
    { schema: { params: appPath, body: changes } },
    async ({ params, body }) => sandbox.updateApplication(params.appId, body),
  );
};
