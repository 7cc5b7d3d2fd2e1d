import { type Static, Type } from 'typebox';
import { checkAllApplications, permittedApplications } from '../applications/permitted-applications.js';
import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { appIdSchema, timeSchema } from '../validation/common-schemas.js';
import { cursorSchema, decodeCursor, encodeCursor, nextSchema } from '../validation/cursor.js';

const querySchema = Type.Object(
  {
    appId: Type.Optional(appIdSchema),
    authAppId: Type.Optional(appIdSchema),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

/** A link of an audit chain. */
export const auditLinkSchema = Type.Object(
  {
    sequence: Type.Integer(),
    at: timeSchema,
    kind: Type.String(),
    detail: Type.Object({}, { additionalProperties: true }),
  },
  { title: 'AuditLink' },
);

export function auditRoutes(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/audit',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Lists the links of an audit chain, newest first',
      description:
        'With `authAppId`, the chain of an authorization; with `appId` alone, that of an application; without both, that of the ' +
        'hub, which takes a key for every application. A job `verify-audit` finds out whether any chain was changed.',
      tags: ['audit'],
      querystring: querySchema,
      response: { 200: Type.Object({ links: Type.Array(auditLinkSchema), next: nextSchema }), ...problemResponses },
    },
    async handler({ query, apiKey }) {
      const { appId, authAppId } = query;
      if (appId !== undefined) permittedApplications(context, apiKey, appId);
      else if (authAppId === undefined) checkAllApplications(apiKey);
      else throw new HubError('invalid-request', 'authAppId: expected it together with appId');
      return listPage(context, query);
    },
  });
}

async function listPage({ vault }: HubContext, { appId, authAppId, limit, cursor }: Static<typeof querySchema>) {
  const before = cursor === undefined ? undefined : sequenceOf(cursor);
  const { value: links = [] } = await vault.auditTrail({ appId, authAppId, before, pageSize: limit }).next();
  const last = links.length === limit ? links.at(-1) : undefined;
  return {
    links: links.map((link) => ({ ...link, detail: Object(link.detail) })),
    next: last === undefined ? null : encodeCursor([last.sequence]),
  };
}

function sequenceOf(cursor: string): number {
  const [sequence] = decodeCursor(cursor, 1);
  if (typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 0) return sequence;
  throw new HubError('invalid-request', 'cursor: expected what `next` was in the response before');
}
