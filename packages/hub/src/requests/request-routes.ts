import { type Static, Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import type { ApiKey } from '../keys/api-key.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { appIdSchema, timeSchema } from '../validation/common-schemas.js';
import { cursorSchema, decodeCursor, encodeCursor, nextSchema } from '../validation/cursor.js';
import { findRequests } from './find-requests.js';

const orNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

const requestSchema = Type.Object(
  {
    id: Type.String(),
    at: timeSchema,
    method: Type.String(),
    route: Type.String({ description: 'The pattern of the route' }),
    status: Type.Integer(),
    problem: orNull('The code of the problem that the response was'),
    alipayCall: orNull('The path or method at Alipay; parts that may identify something are left out'),
    alipayCode: orNull("Alipay's code, when its response was an error"),
    alipayTraceId: orNull("What Alipay's support asks for"),
    duration: Type.Integer({ description: 'Milliseconds' }),
    requestId: Type.String(),
    traceId: Type.String({ description: 'The id of the W3C trace' }),
    keyId: Type.String(),
    appId: orNull('The application'),
    authAppId: orNull('The merchant application'),
  },
  { title: 'ServedRequest' },
);

const querySchema = Type.Object(
  {
    appId: Type.Optional(appIdSchema),
    authAppId: Type.Optional(Type.String({ maxLength: 64 })),
    keyId: Type.Optional(Type.String({ maxLength: 64 })),
    alipayCode: Type.Optional(Type.String({ maxLength: 200 })),
    failed: Type.Optional(Type.Boolean({ description: '`true`: only those with a status of 400 and more' })),
    from: Type.Optional(timeSchema),
    to: Type.Optional(timeSchema),
    limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }),
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

export function requestRoutes(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/requests',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Lists the requests of API keys that called Alipay, read a token or changed something, newest first',
      description: 'Written within seconds; kept for `retention.requests` days. Nothing of a body or a query is in it.',
      tags: ['requests'],
      querystring: querySchema,
      response: { 200: Type.Object({ requests: Type.Array(requestSchema), next: nextSchema }), ...problemResponses },
    },
    handler: async ({ query, apiKey }) => listRequests(context, query, apiKey),
  });
}

/** @param apiKey is shown what is about its applications */
async function listRequests(
  { store }: HubContext,
  { appId, cursor, limit, ...query }: Static<typeof querySchema>,
  apiKey: ApiKey | undefined,
): Promise<{ requests: Static<typeof requestSchema>[]; next: string | null }> {
  const permitted = apiKey?.appIds === undefined ? undefined : [...apiKey.appIds];
  const appIds = appId === undefined ? permitted : [appId].filter((one) => permitted?.includes(one) ?? true);
  const after = cursor === undefined ? undefined : String(decodeCursor(cursor, 1)[0]);
  const requests = await findRequests(store, { ...query, appIds, after, limit });
  const last = requests.length === limit ? requests.at(-1) : undefined;
  return { requests, next: last === undefined ? null : encodeCursor([last.id]) };
}
