import { type Static, Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { repeatable } from '../idempotency/repeatable.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { appIdSchema, applicationParams } from '../validation/common-schemas.js';
import { cursorSchema, decodeCursor, encodeCursor, nextSchema } from '../validation/cursor.js';
import { createLink } from './create-link.js';
import { type Link, linkOf, linkSchema, linkStateSchema, newLinkSchema } from './link-schema.js';
import { expireLinks, readLink, revokeLink } from './link-states.js';
import { qrSvg } from './qr-svg.js';

const linkParams = Type.Object({ appId: appIdSchema, linkId: Type.String({ pattern: '^[\\w-]{8,64}$' }) });

const listQuery = Type.Object(
  {
    state: Type.Optional(linkStateSchema),
    reference: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

export function linkRoutes(server: HubServer, context: HubContext): void {
  server.route({
    method: 'POST',
    url: '/v1/apps/:appId/links',
    config: { access: 'manage', idempotent: true },
    schema: {
      summary: 'Creates a link on which a merchant authorizes the application',
      tags: ['links'],
      params: applicationParams,
      body: newLinkSchema,
      response: { 201: linkSchema, ...problemResponses },
    },
    async handler(request, reply) {
      const { params, body, apiKey } = request;
      const row = await createLink(repeatable(context, request), params.appId, body, apiKey?.id);
      return reply.code(201).send(linkOf(context, row));
    },
  });
  server.route({
    method: 'GET',
    url: '/v1/apps/:appId/links',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Lists consent links, newest first',
      tags: ['links'],
      params: applicationParams,
      querystring: listQuery,
      response: { 200: Type.Object({ links: Type.Array(linkSchema), next: nextSchema }), ...problemResponses },
    },
    handler: async ({ params: { appId }, query }) => listPage(context, appId, query),
  });
  server.route({
    method: 'GET',
    url: '/v1/apps/:appId/links/:linkId',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Returns a consent link',
      tags: ['links'],
      params: linkParams,
      response: { 200: linkSchema, ...problemResponses },
    },
    async handler({ params: { appId, linkId } }) {
      const row = await readLink(context, linkId);
      if (row === undefined || row.app_id !== appId) throw new HubError('not-found', 'there is no such link');
      return linkOf(context, row);
    },
  });
  server.route({
    method: 'GET',
    url: '/v1/apps/:appId/links/:linkId/qr',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Draws the QR code of a consent link',
      tags: ['links'],
      params: linkParams,
      response: {
        200: Type.Object({ svg: Type.String({ description: 'An `<svg>` element without a size of its own' }) }),
        ...problemResponses,
      },
    },
    async handler({ params: { appId, linkId } }) {
      const row = await readLink(context, linkId);
      if (row === undefined || row.app_id !== appId) throw new HubError('not-found', 'there is no such link');
      if (row.qr_payload === null) throw new HubError('not-found', 'the link has no code for the phone');
      return { svg: await qrSvg(row.qr_payload) };
    },
  });
  server.route({
    method: 'DELETE',
    url: '/v1/apps/:appId/links/:linkId',
    config: { access: 'manage' },
    schema: {
      summary: 'Revokes a consent link',
      description: 'Its page says so to the merchant. Who consents on it nevertheless is unassigned.',
      tags: ['links'],
      params: linkParams,
      response: { 200: linkSchema, ...problemResponses },
    },
    async handler({ params: { appId, linkId }, apiKey }) {
      const row = await revokeLink(context, appId, linkId);
      if (row === undefined) throw new HubError('not-found', 'there is no such link');
      const link = linkOf(context, row);
      if (link.state === 'authorized') throw new HubError('conflict', 'a merchant authorized on the link already');
      await context.vault.recordAudit({ kind: 'link-revoked', detail: { appId, linkId, by: apiKey?.id } });
      return link;
    },
  });
}

async function listPage(
  context: HubContext,
  appId: string,
  { state, reference, limit, cursor }: Static<typeof listQuery>,
): Promise<{ links: Link[]; next: string | null }> {
  // So that the filter finds them in the state that the list shows.
  while (await expireLinks(context));
  const [at = null, id = null] = cursor === undefined ? [] : decodeCursor(cursor, 2);
  const rows = await context.store.read((database) => {
    let query = database.selectFrom('hub_link').selectAll().where('app_id', '=', appId);
    if (state !== undefined) query = query.where('state', '=', state);
    if (reference !== undefined) query = query.where('reference', '=', reference);
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
    links: rows.map((row) => linkOf(context, row)),
    next: last === undefined ? null : encodeCursor([last.created_at, last.id]),
  };
}
