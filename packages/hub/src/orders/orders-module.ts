import { Type } from 'typebox';
import { permittedApplications } from '../applications/permitted-applications.js';
import type { HubContext } from '../context/hub-context.js';
import type { HubModuleFactory } from '../context/hub-module.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { appIdSchema, orNull, timeSchema } from '../validation/common-schemas.js';
import { cursorSchema, decodeCursor, encodeCursor, nextSchema } from '../validation/cursor.js';

/** `/v1/orders`: what merchants ordered at Alipay's service market. */
export const ordersModule: HubModuleFactory = (context) => ({
  name: 'orders',
  routes: (server) => orderRoute(server, context),
});

const querySchema = Type.Object(
  {
    appId: Type.Optional(appIdSchema),
    authAppId: Type.Optional(appIdSchema),
    userId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    unmatched: Type.Optional(Type.Boolean({ description: 'Only those that no authorization belongs to, or one does' })),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

const orderSchema = Type.Object(
  {
    id: Type.String(),
    appId: appIdSchema,
    orderId: Type.String({ description: "Alipay's number of the order" }),
    isvTicket: orNull(Type.String(), 'The mark of your link to the service: it tells which customer this is'),
    userId: orNull(Type.String(), "The merchant's account at Alipay"),
    authAppId: orNull(Type.String(), 'The authorization that it was matched with'),
    consumerAppId: orNull(Type.String(), 'The mini program that it is for'),
    title: orNull(Type.String(), 'The name of the service'),
    itemCode: orNull(Type.String(), 'The code of what was ordered'),
    specifications: orNull(Type.String(), 'What kind of it'),
    totalPrice: orNull(Type.String(), 'Yuan, with two decimals'),
    periodDays: orNull(Type.String(), 'Days for which it is ordered'),
    orderedAt: orNull(timeSchema, 'When the merchant ordered it'),
    receivedAt: timeSchema,
  },
  { title: 'Order' },
);

function orderRoute(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/orders',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: "Lists orders at Alipay's service market, in the order in which they came",
      tags: ['orders'],
      querystring: querySchema,
      response: { 200: Type.Object({ orders: Type.Array(orderSchema), next: nextSchema }), ...problemResponses },
    },
    async handler({ query: { appId, limit, cursor, ...filters }, apiKey }) {
      const appIds = permittedApplications(context, apiKey, appId);
      const after = cursor === undefined ? undefined : String(decodeCursor(cursor, 1)[0]);
      const { value: orders = [] } = await context.vault.orders({ ...filters, appIds, after, pageSize: limit }).next();
      const last = orders.length === limit ? orders.at(-1) : undefined;
      return { orders, next: last === undefined ? null : encodeCursor([last.id]) };
    },
  });
}
