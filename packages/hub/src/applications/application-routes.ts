import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { repeatable } from '../idempotency/repeatable.js';
import { mayUse } from '../keys/api-key.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { applicationParams } from '../validation/common-schemas.js';
import {
  type Application,
  applicationOf,
  applicationSchema,
  changedApplicationSchema,
  newApplicationSchema,
} from './application-schema.js';
import type { ApplicationRow } from './application-table.js';
import { addApplication, changeApplication } from './change-applications.js';
import { readApplication } from './read-application.js';

export function applicationRoutes(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/apps',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Lists applications',
      tags: ['applications'],
      response: { 200: Type.Object({ applications: Type.Array(applicationSchema) }), ...problemResponses },
    },
    handler: async ({ apiKey }) => {
      const rows = await context.store.read((database) =>
        database.selectFrom('hub_application').selectAll().orderBy('app_id').execute(),
      );
      const permitted = rows.filter(({ app_id }) => apiKey === undefined || mayUse(apiKey, app_id));
      return { applications: permitted.map((row) => shown(context, row)) };
    },
  });
  server.route({
    method: 'GET',
    url: '/v1/apps/:appId',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Returns an application',
      tags: ['applications'],
      params: applicationParams,
      response: { 200: applicationSchema, ...problemResponses },
    },
    handler: async ({ params: { appId } }) => shown(context, await readApplication(context, appId)),
  });
  server.route({
    method: 'POST',
    url: '/v1/apps',
    config: { access: 'manage', idempotent: true },
    schema: {
      summary: 'Adds an application',
      description: 'Its keys and certificates are sealed in the database, and shown by no route.',
      tags: ['applications'],
      body: newApplicationSchema,
      response: { 201: applicationSchema, ...problemResponses },
    },
    async handler(request, reply) {
      const { body, apiKey } = request;
      if (apiKey !== undefined && !mayUse(apiKey, body.appId)) {
        throw new HubError('application-not-permitted', 'the API key is not for this application');
      }
      return reply.code(201).send(shown(context, await addApplication(repeatable(context, request), body, apiKey?.id)));
    },
  });
  server.route({
    method: 'PATCH',
    url: '/v1/apps/:appId',
    config: { access: 'manage' },
    schema: {
      summary: 'Changes, disables or enables an application, or replaces its keys',
      description:
        'The node that responds works with the new keys from then on, the others within a few seconds. Calls that are under way ' +
        'end with the former ones.',
      tags: ['applications'],
      params: applicationParams,
      body: changedApplicationSchema,
      response: { 200: applicationSchema, ...problemResponses },
    },
    handler: async ({ params: { appId }, body, apiKey }) =>
      shown(context, await changeApplication(context, appId, body, apiKey?.id)),
  });
}

function shown({ applications, vault }: HubContext, row: ApplicationRow): Application {
  const { app_id: appId } = row;
  return applicationOf(row, {
    stopped: vault.applications().find((one) => one.appId === appId)?.stopped,
    callbackUrl: applications.callbackUrl(appId),
    notifyUrl: applications.notifyUrl(appId),
  });
}
