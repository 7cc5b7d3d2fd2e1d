import { Type } from 'typebox';
import { permittedApplications } from '../applications/permitted-applications.js';
import { authorizationSchema } from '../authorizations/authorization-schema.js';
import type { HubContext } from '../context/hub-context.js';
import type { HubModuleFactory } from '../context/hub-module.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { appIdSchema } from '../validation/common-schemas.js';

/** `/v1/search`: authorizations and applications by what is typed into a box. */
export const searchModule: HubModuleFactory = (context) => ({
  name: 'search',
  routes: (server) => searchRoute(server, context),
});

const querySchema = Type.Object(
  {
    q: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'What a reference, a merchant, a merchant application or an application begins with',
    }),
    appId: Type.Optional(appIdSchema),
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Of authorizations' }),
  },
  { additionalProperties: false },
);

function searchRoute(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/search',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Finds authorizations and applications by what their names begin with',
      description:
        "Looks at references, merchants' accounts, merchant applications and applications. Upper and lower case differ. " +
        'Takes as long with a hundred authorizations as with a million.',
      tags: ['search'],
      querystring: querySchema,
      response: {
        200: Type.Object({
          applications: Type.Array(appIdSchema, { description: 'Ids of applications' }),
          authorizations: Type.Array(authorizationSchema, { description: 'Those found by their reference come first' }),
        }),
        ...problemResponses,
      },
    },
    async handler({ query: { q, appId, limit }, apiKey }) {
      const appIds = permittedApplications(context, apiKey, appId);
      const authorizations = await context.vault.search({ text: q, appIds, limit });
      return { applications: appIds.filter((one) => one.startsWith(q)), authorizations };
    },
  });
}
