import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { timeSchema } from '../validation/common-schemas.js';
import { cursorSchema, decodeCursor, encodeCursor, nextSchema } from '../validation/cursor.js';
import { type DeliveriesQuery, type Delivery, deliveriesQuery, deliveryOf, deliverySchema } from './delivery-schema.js';
import { findWebhook } from './find-webhook.js';
import { replayDeliveries } from './replay-deliveries.js';
import { webhookParams } from './webhook-routes.js';
import type { WebhookRow } from './webhook-table.js';

const path = '/v1/webhooks/:webhookId';
const shared = { tags: ['webhooks'] };
/** Events that one request looks at. */
const mostReplayed = 5_000;

const deliveryParams = Type.Object({ ...webhookParams.properties, deliveryId: Type.String({ maxLength: 64 }) });

const replaySchema = Type.Object(
  {
    since: Type.Optional({ ...timeSchema, description: 'Every event that happened then or later' }),
    state: Type.Optional(Type.Literal('dead', { description: 'Every event that was given up' })),
    dryRun: Type.Boolean({ default: false, description: 'Counts the events, and sends nothing' }),
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

/** What became of events at a receiver, and replays. */
export function deliveryRoutes(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: `${path}/deliveries`,
    config: { access: 'webhooks' },
    schema: {
      ...shared,
      summary: 'Lists what was sent to a receiver, or will be, newest first',
      params: webhookParams,
      querystring: deliveriesQuery,
      response: { 200: Type.Object({ deliveries: Type.Array(deliverySchema), next: nextSchema }), ...problemResponses },
    },
    handler: async ({ params, query, apiKey }) =>
      listDeliveries(context, await findWebhook(context, params.webhookId, apiKey), query),
  });
  server.route({
    method: 'GET',
    url: `${path}/deliveries/:deliveryId`,
    config: { access: 'webhooks' },
    schema: {
      ...shared,
      summary: 'Returns what became of one event at a receiver',
      params: deliveryParams,
      response: { 200: deliverySchema, ...problemResponses },
    },
    async handler({ params: { webhookId, deliveryId }, apiKey }) {
      const delivery = await readDelivery(context, await findWebhook(context, webhookId, apiKey), deliveryId);
      if (delivery === undefined) throw new HubError('not-found', 'there is no such delivery');
      return delivery;
    },
  });
  server.route({
    method: 'POST',
    url: `${path}/deliveries/:deliveryId/replay`,
    config: { access: 'webhooks', idempotent: true },
    schema: {
      ...shared,
      summary: 'Sends an event once more, at once',
      params: deliveryParams,
      response: { 200: deliverySchema, ...problemResponses },
    },
    async handler({ params: { webhookId, deliveryId }, apiKey }) {
      const webhook = await findWebhook(context, webhookId, apiKey);
      const { count } = await replayDeliveries(context, webhook, { deliveryId }, { after: 0, most: 1 });
      const delivery = count === 0 ? undefined : await readDelivery(context, webhook, deliveryId);
      if (delivery === undefined) throw new HubError('not-found', 'there is no such delivery, or its event was erased');
      return delivery;
    },
  });
  server.route({
    method: 'POST',
    url: `${path}/replay`,
    config: { access: 'webhooks', idempotent: true },
    schema: {
      ...shared,
      summary: 'Sends events once more: those since an instant, or all that were given up',
      description: `In their order, ${mostReplayed} events at a time: repeat it with \`next\` as \`cursor\` until that is null.`,
      params: webhookParams,
      body: replaySchema,
      response: { 200: Type.Object({ replayed: Type.Integer(), next: nextSchema }), ...problemResponses },
    },
    async handler({ params, body: { since, state, dryRun, cursor }, apiKey }) {
      const webhook = await findWebhook(context, params.webhookId, apiKey);
      if ((since === undefined) === (state === undefined)) {
        throw new HubError('invalid-request', 'body: expected either since or state');
      }
      const [after] = cursor === undefined ? [0] : decodeCursor(cursor, 1);
      const replay = since === undefined ? ({ state: 'dead' } as const) : { since };
      const options = { after: Number(after), most: mostReplayed, dryRun };
      const { count, next } = await replayDeliveries(context, webhook, replay, options);
      return { replayed: count, next: next === null ? null : encodeCursor([next]) };
    },
  });
}

async function listDeliveries(
  { store }: HubContext,
  { id }: WebhookRow,
  { state, type, appId, authAppId, eventId, limit, cursor }: DeliveriesQuery,
): Promise<{ deliveries: Delivery[]; next: string | null }> {
  const [position] = cursor === undefined ? [] : decodeCursor(cursor, 1);
  const rows = await store.read((database) => {
    let query = database
      .selectFrom('hub_webhook_delivery as delivery')
      .leftJoin('hub_event as event', 'event.id', 'delivery.event_id')
      .selectAll('delivery')
      .select('event.payload')
      .where('delivery.webhook_id', '=', id);
    if (state !== undefined) query = query.where('delivery.state', '=', state);
    if (type !== undefined) query = query.where('delivery.event_type', '=', type);
    if (appId !== undefined) query = query.where('delivery.app_id', '=', appId);
    if (authAppId !== undefined) query = query.where('delivery.auth_app_id', '=', authAppId);
    if (eventId !== undefined) query = query.where('delivery.event_id', '=', eventId);
    if (position !== undefined) query = query.where('delivery.position', '<', Number(position));
    return query.orderBy('delivery.position', 'desc').limit(limit).execute();
  });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { deliveries: rows.map(deliveryOf), next: last === undefined ? null : encodeCursor([last.position]) };
}

async function readDelivery(
  { store }: HubContext,
  { id }: WebhookRow,
  deliveryId: string,
): Promise<Delivery | undefined> {
  const row = await store.read((database) =>
    database
      .selectFrom('hub_webhook_delivery as delivery')
      .leftJoin('hub_event as event', 'event.id', 'delivery.event_id')
      .selectAll('delivery')
      .select('event.payload')
      .where('delivery.id', '=', deliveryId)
      .where('delivery.webhook_id', '=', id)
      .executeTakeFirst(),
  );
  return row === undefined ? undefined : deliveryOf(row);
}
