import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { mayUse } from '../keys/api-key.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { appIdSchema, describedTime } from '../validation/common-schemas.js';
import { cursorSchema, decodeCursor, encodeCursor } from '../validation/cursor.js';
import type { EventStreams } from './event-streams.js';
import { eventTypeNames } from './event-type.js';
import { eventSchema } from './hub-event.js';
import { type EventFilter, lastPosition, positionBefore, readEvents } from './list-events.js';

const listQuery = Type.Object(
  {
    appId: Type.Optional(appIdSchema),
    authAppId: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' })),
    reference: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    type: Type.Optional(
      Type.Array(Type.Enum([...eventTypeNames]), { maxItems: 50, description: 'Repeat it for several types' }),
    ),
    order: Type.Enum(['asc', 'desc'], { default: 'asc', description: 'Oldest or newest first; a stream goes forward' }),
    since: Type.Optional(describedTime('Begins with the first event that happened then or later')),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

const pageSchema = Type.Object({
  events: Type.Array(eventSchema),
  next: Type.String({ description: 'Goes on behind the last event, also at the end of the list' }),
  hasMore: Type.Boolean({ description: 'Whether there are more events at present' }),
});

/** `GET /v1/events`, as a list or as a stream. */
export function eventRoutes(server: HubServer, context: HubContext, streams: EventStreams): void {
  server.route({
    method: 'GET',
    url: '/v1/events',
    config: { access: 'read' },
    schema: {
      summary: 'Lists events, or streams them as they happen',
      description:
        'With `accept: text/event-stream`, the response is a stream of server-sent events: from `Last-Event-ID`, `cursor` or `since` ' +
        'on, otherwise from now on.',
      tags: ['events'],
      querystring: listQuery,
      response: {
        200: {
          description: 'A page of events, or a stream of them',
          content: {
            'application/json': { schema: pageSchema },
            'text/event-stream': {
              schema: Type.String({ description: 'Each `data` is an event, each `id` a cursor' }),
            },
          },
        },
        ...problemResponses,
      },
    },
    async handler(request, reply) {
      const filter = filterOf(request, request.query);
      const { order, limit, cursor, since } = request.query;
      if (since !== undefined && order === 'desc') {
        throw new HubError('invalid-request', 'since: expected with the order asc only');
      }
      if (wantsStream(request)) {
        const from =
          (await beginning(context, lastEventId(request) ?? cursor, since)) ?? (await lastPosition(context.store));
        return streams.open(request, reply, filter, from);
      }
      const from = await beginning(context, cursor, since);
      const rows = await readEvents(context.store, filter, { order, from, limit });
      const last = rows.at(-1)?.position ?? from ?? (order === 'asc' ? 0 : Number.MAX_SAFE_INTEGER);
      return reply.send({
        events: rows.map(({ payload }) => JSON.parse(payload)),
        next: encodeCursor([last]),
        hasMore: rows.length === limit,
      });
    },
  });
}

function filterOf({ apiKey }: FastifyRequest, query: Static<typeof listQuery>): EventFilter {
  const { appId, authAppId, reference, type: types } = query;
  if (appId !== undefined && apiKey !== undefined && !mayUse(apiKey, appId)) {
    const message = 'the API key is not for this application';
    throw new HubError('application-not-permitted', message, { members: { appId } });
  }
  return { appId, authAppId, reference, types, visible: apiKey?.appIds };
}

/** The position behind which to begin; `undefined` when nothing says it. @throws HubError */
async function beginning(
  { store }: HubContext,
  cursor: string | undefined,
  since: number | undefined,
): Promise<number | undefined> {
  if (cursor !== undefined) return positionOf(cursor);
  return since === undefined ? undefined : positionBefore(store, since);
}

const wantsStream = ({ headers: { accept = '' } }: FastifyRequest) => accept.includes('text/event-stream');

function lastEventId({ headers }: FastifyRequest): string | undefined {
  const given = headers['last-event-id'];
  return typeof given === 'string' && given !== '' ? given : undefined;
}

/** @throws HubError */
function positionOf(cursor: string): number {
  const [position] = decodeCursor(cursor, 1);
  if (typeof position === 'number' && Number.isSafeInteger(position) && position >= 0) return position;
  throw new HubError('invalid-request', 'cursor: expected what `next` was in the response before');
}
