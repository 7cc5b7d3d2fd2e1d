import { type Static, Type } from 'typebox';
import { checkAllApplications } from '../applications/permitted-applications.js';
import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { orNull, timeSchema } from '../validation/common-schemas.js';
import { cursorSchema, decodeCursor, encodeCursor, nextSchema } from '../validation/cursor.js';
import { isRole, roles } from './role.js';
import type { SessionRow } from './session-table.js';

const openSessionSchema = Type.Object(
  {
    id: Type.String({ description: 'As the audit chain names it' }),
    actor: Type.String({ description: 'An API key or a person, as logs and the audit chain name them' }),
    name: Type.String({ description: 'The name of the API key or of the person' }),
    method: Type.Enum(['key', 'oidc', 'proxy'], { description: 'How they signed in' }),
    role: orNull(Type.Enum(roles), 'Of a person who signed in without an API key'),
    isOwn: Type.Boolean({ description: 'Whether it is the session of this request' }),
    createdAt: timeSchema,
    lastUsedAt: Type.Integer({ description: 'To the minute' }),
    expiresAt: Type.Integer({ description: 'When it ends in any case; it ends sooner when it is not used' }),
  },
  { title: 'OpenSession' },
);

const querySchema = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 200, default: 100 }), cursor: cursorSchema },
  { additionalProperties: false },
);

const access = { access: 'manage' } as const;

/** `/v1/sessions`: everyone who is signed in. A session may reach every application, so it takes a key for all. */
export function sessionListRoutes(server: HubServer, context: HubContext): void {
  const { sessions, settings, vault } = context;
  server.route({
    method: 'GET',
    url: '/v1/sessions',
    config: access,
    schema: {
      summary: 'Lists the sessions that are in force, newest first',
      description: 'Takes a key for every application.',
      tags: ['sessions'],
      querystring: querySchema,
      response: {
        200: Type.Object({ sessions: Type.Array(openSessionSchema), next: nextSchema }),
        ...problemResponses,
      },
    },
    async handler({ query: { limit, cursor }, apiKey }) {
      checkAllApplications(apiKey);
      const before = cursor === undefined ? undefined : String(decodeCursor(cursor, 1)[0]);
      const rows = await sessions.list({ limit, before });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return {
        sessions: rows.map((row) => shown(row, settings.session.longest, apiKey?.session?.id)),
        next: last === undefined ? null : encodeCursor([last.id]),
      };
    },
  });
  server.route({
    method: 'DELETE',
    url: '/v1/sessions/:sessionId',
    config: access,
    schema: {
      summary: 'Ends a session: the person has to sign in again',
      description:
        'Every node refuses its next request. The API key or the account that signed in stays valid. Takes a key for every application.',
      tags: ['sessions'],
      params: Type.Object({ sessionId: Type.String({ maxLength: 64 }) }),
      response: { 204: Type.Null(), ...problemResponses },
    },
    async handler({ params: { sessionId }, apiKey }, reply) {
      checkAllApplications(apiKey);
      const actor = await sessions.end(sessionId);
      if (actor === undefined) throw new HubError('not-found', 'there is no such session');
      await vault.recordAudit({ kind: 'session-ended', detail: { sessionId, actor, by: apiKey?.id } });
      return reply.code(204).send(null);
    },
  });
}

function shown(row: SessionRow, longest: number, own: string | undefined): Static<typeof openSessionSchema> {
  const { id, actor, name, method, role, created_at: createdAt, last_used_at: lastUsedAt } = row;
  return {
    id,
    actor,
    name,
    method,
    role: isRole(role) ? role : null,
    isOwn: id === own,
    createdAt,
    lastUsedAt,
    expiresAt: createdAt + longest,
  };
}
