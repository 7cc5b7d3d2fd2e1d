import { Type } from 'typebox';
import { permittedApplications } from '../applications/permitted-applications.js';
import type { HubContext } from '../context/hub-context.js';
import type { HubModuleFactory } from '../context/hub-module.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { appIdSchema, orNull, timeSchema } from '../validation/common-schemas.js';

/** `/v1/quarantine`: what was set aside because it does not open or cannot be read. */
export const quarantineModule: HubModuleFactory = (context) => ({
  name: 'quarantine',
  routes: (server) => quarantineRoute(server, context),
});

const itemSchema = Type.Object(
  {
    kind: Type.Enum(['pair', 'response', 'entry', 'event'], {
      description: 'A token pair, a response of Alipay, a code or notification, or an event',
    }),
    id: Type.String(),
    appId: appIdSchema,
    authAppId: orNull(Type.String(), 'The merchant application, where it is about one'),
    at: timeSchema,
  },
  { title: 'QuarantinedItem' },
);

function quarantineRoute(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/quarantine',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Lists what was set aside because it does not open or cannot be read',
      description: 'What it holds is kept as it is. Usually a master key is missing: add it, and start a job `reseal`.',
      tags: ['quarantine'],
      querystring: Type.Object(
        {
          appId: Type.Optional(appIdSchema),
          limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100, description: 'Of each kind' }),
        },
        { additionalProperties: false },
      ),
      response: { 200: Type.Object({ items: Type.Array(itemSchema) }), ...problemResponses },
    },
    async handler({ query: { appId, limit }, apiKey }) {
      const appIds = permittedApplications(context, apiKey, appId);
      return { items: await context.vault.quarantine({ appIds, limit }) };
    },
  });
}
