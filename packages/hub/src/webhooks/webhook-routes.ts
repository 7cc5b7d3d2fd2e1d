import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { newId } from '../context/new-id.js';
import { repeatable } from '../idempotency/repeatable.js';
import type { ApiKey } from '../keys/api-key.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { cursorSchema, decodeCursor, encodeCursor, nextSchema } from '../validation/cursor.js';
import type { AddressPolicy } from './address-policy.js';
import { createWebhook, deleteWebhook, rotateSecret, updateWebhook } from './change-webhooks.js';
import { findWebhook } from './find-webhook.js';
import {
  createdWebhookSchema,
  newWebhookSchema,
  type Webhook,
  webhookChangesSchema,
  webhookOf,
  webhookSchema,
} from './webhook-schema.js';
import type { WebhookRow } from './webhook-table.js';

export const webhookParams = Type.Object({ webhookId: Type.String({ maxLength: 64 }) });
const shared = { tags: ['webhooks'] };
const path = '/v1/webhooks/:webhookId';

const listQuery = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }), cursor: cursorSchema },
  { additionalProperties: false },
);

/** Receivers of events. */
export function webhookRoutes(server: HubServer, context: HubContext, policy: AddressPolicy): void {
  listAndCreate(server, context, policy);
  server.route({
    method: 'GET',
    url: path,
    config: { access: 'webhooks' },
    schema: {
      ...shared,
      summary: 'Returns a receiver',
      params: webhookParams,
      response: { 200: webhookSchema, ...problemResponses },
    },
    handler: async ({ params, apiKey }) =>
      webhookOf(await findWebhook(context, params.webhookId, apiKey), context.clock()),
  });
  server.route({
    method: 'PATCH',
    url: path,
    config: { access: 'webhooks' },
    schema: {
      ...shared,
      summary: 'Changes a receiver',
      params: webhookParams,
      body: webhookChangesSchema,
      response: { 200: webhookSchema, ...problemResponses },
    },
    async handler({ params, body: changes, apiKey: by }) {
      const row = await findWebhook(context, params.webhookId, by);
      return webhookOf(await updateWebhook(context, policy, row, { changes, by }), context.clock());
    },
  });
  server.route({
    method: 'DELETE',
    url: path,
    config: { access: 'webhooks' },
    schema: {
      ...shared,
      summary: 'Removes a receiver, and what was not delivered to it',
      params: webhookParams,
      response: { 204: Type.Null(), ...problemResponses },
    },
    async handler({ params, apiKey }, reply) {
      await deleteWebhook(context, await findWebhook(context, params.webhookId, apiKey), apiKey);
      return reply.code(204).send(null);
    },
  });
  secretAndTest(server, context);
}

function listAndCreate(server: HubServer, context: HubContext, policy: AddressPolicy): void {
  server.route({
    method: 'GET',
    url: '/v1/webhooks',
    config: { access: 'webhooks' },
    schema: {
      ...shared,
      summary: 'Lists receivers, newest first',
      querystring: listQuery,
      response: { 200: Type.Object({ webhooks: Type.Array(webhookSchema), next: nextSchema }), ...problemResponses },
    },
    handler: async ({ query, apiKey }) => listWebhooks(context, apiKey, query),
  });
  server.route({
    method: 'POST',
    url: '/v1/webhooks',
    config: { access: 'webhooks', idempotent: true },
    schema: {
      ...shared,
      summary: 'Adds a receiver of events',
      description: 'It gets what happens from now on. The response has the secret that verifies the signatures, once.',
      body: newWebhookSchema,
      response: { 201: createdWebhookSchema, ...problemResponses },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await createWebhook(repeatable(context, request), policy, request.body, request.apiKey)),
  });
}

function secretAndTest(server: HubServer, context: HubContext): void {
  server.route({
    method: 'POST',
    url: `${path}/rotate-secret`,
    config: { access: 'webhooks', idempotent: true },
    schema: {
      ...shared,
      summary: 'Gives a receiver a new secret; both sign for a while',
      params: webhookParams,
      body: Type.Object(
        {
          overlap: Type.Integer({
            minimum: 0,
            maximum: 30 * 86_400,
            default: 86_400,
            description: 'Seconds for which the secret before signs as well',
          }),
        },
        { additionalProperties: false, default: {} },
      ),
      response: { 200: createdWebhookSchema, ...problemResponses },
    },
    async handler(request) {
      const { params, body, apiKey: by } = request;
      const row = await findWebhook(context, params.webhookId, by);
      return rotateSecret(repeatable(context, request), row, { overlap: body.overlap, by });
    },
  });
  server.route({
    method: 'POST',
    url: `${path}/test`,
    config: { access: 'webhooks', idempotent: true },
    schema: {
      ...shared,
      summary: 'Sends an event `webhook.test` to a receiver',
      params: webhookParams,
      response: { 202: Type.Object({ eventId: Type.String() }), ...problemResponses },
    },
    async handler(request, reply) {
      const row = await findWebhook(context, request.params.webhookId, request.apiKey);
      return reply.code(202).send({ eventId: await sendTest(repeatable(context, request), row) });
    },
  });
}

async function listWebhooks(
  { store, clock }: HubContext,
  apiKey: ApiKey | undefined,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<{ webhooks: Webhook[]; next: string | null }> {
  const [at = null, id = null] = cursor === undefined ? [] : decodeCursor(cursor, 2);
  const rows = await store.read((database) => {
    let query = database.selectFrom('hub_webhook').selectAll();
    if (apiKey?.appIds !== undefined) query = query.where('app_id', 'in', [...apiKey.appIds]);
    if (at !== null) {
      query = query.where((where) =>
        where.or([
          where('created_at', '<', Number(at)),
          where.and([where('created_at', '=', Number(at)), where('id', '<', String(id))]),
        ]),
      );
    }
    return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return {
    webhooks: rows.map((row) => webhookOf(row, clock())),
    next: last === undefined ? null : encodeCursor([last.created_at, last.id]),
  };
}

async function sendTest(context: HubContext, { id, app_id, reference }: WebhookRow): Promise<string> {
  const eventId = newId('event', context);
  await context.events.record({
    id: eventId,
    type: 'webhook.test',
    appId: app_id === '' ? null : app_id,
    authAppId: null,
    reference,
    at: context.clock(),
    data: { webhookId: id },
    receiver: { only: id },
  });
  return eventId;
}
