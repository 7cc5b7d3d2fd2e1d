import { applicationKinds } from '@lingpai/alipay';
import type { Authorization } from '@lingpai/vault';
import { type Static, Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { asInvalidRequest, HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { applicationParams, authorizationParams, describedTime, orNull } from '../validation/common-schemas.js';
import { cursorSchema, decodeCursor, encodeCursor, nextSchema } from '../validation/cursor.js';
import { authorizationSchema, historySchema, reasonSchema, stateSchema } from './authorization-schema.js';

const listQuery = Type.Object(
  {
    state: Type.Optional(stateSchema),
    reason: Type.Optional(Type.Enum(reasonSchema.enum, { description: 'Only those that need attention for it' })),
    kind: Type.Optional(
      Type.Enum(applicationKinds, { description: 'Only those whose last consent link asked for this kind' }),
    ),
    unassigned: Type.Optional(Type.Boolean({ description: 'Only those without a reference, or with one' })),
    reference: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    userId: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: "The merchant's account at Alipay" }),
    ),
    deadlineBefore: Type.Optional(describedTime('Ordered by deadline: those whose refresh token expires before')),
    lacking: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'Only those whose grants lack this method of Alipay, for example `alipay.trade.refund`',
      }),
    ),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

/** `GET` of authorizations and of their history. */
export function listRoutes(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/apps/:appId/authorizations',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Lists authorizations, page by page',
      tags: ['authorizations'],
      params: applicationParams,
      querystring: listQuery,
      response: {
        200: Type.Object({ authorizations: Type.Array(authorizationSchema), next: nextSchema }),
        ...problemResponses,
      },
    },
    handler: async ({ params: { appId }, query }) => {
      context.applications.check(appId);
      return listPage(context, appId, query);
    },
  });
  server.route({
    method: 'GET',
    url: '/v1/apps/:appId/authorizations/:authAppId',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Returns an authorization',
      tags: ['authorizations'],
      params: authorizationParams,
      response: { 200: authorizationSchema, ...problemResponses },
    },
    handler: async ({ params: { appId, authAppId } }) => readOne(context, appId, authAppId),
  });
  server.route({
    method: 'GET',
    url: '/v1/apps/:appId/authorizations/:authAppId/methods',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Returns the methods of Alipay that the grant of a merchant permits',
      tags: ['authorizations'],
      params: authorizationParams,
      response: {
        200: Type.Object({
          methods: orNull(Type.Array(Type.String()), 'Sorted; `null` until Alipay has listed them'),
        }),
        ...problemResponses,
      },
    },
    async handler({ params: { appId, authAppId } }) {
      context.applications.check(appId);
      const methods = await context.vault.methods(appId, authAppId);
      return { methods: methods === undefined ? null : [...methods] };
    },
  });
  server.route({
    method: 'GET',
    url: '/v1/apps/:appId/authorizations/:authAppId/methods/:method',
    config: { access: ['read', 'manage', 'proxy'] },
    schema: {
      summary: 'Whether the grant of a merchant permits a method of Alipay',
      tags: ['authorizations'],
      params: Type.Object({ ...authorizationParams.properties, method: Type.String({ minLength: 1, maxLength: 100 }) }),
      response: {
        200: Type.Object({
          permitted: Type.Enum(['yes', 'no', 'unknown'], {
            description: '`unknown` until Alipay has listed the methods of the grant: try the call',
          }),
        }),
        ...problemResponses,
      },
    },
    async handler({ params: { appId, authAppId, method } }) {
      context.applications.check(appId);
      const can = await asInvalidRequest(() => context.vault.can(appId, authAppId, method));
      return { permitted: permissionOf(can) };
    },
  });
  server.route({
    method: 'GET',
    url: '/v1/apps/:appId/authorizations/:authAppId/history',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Returns what happened to an authorization, newest first',
      description: 'Its token pairs, without tokens; rotations; and the links of its audit chain.',
      tags: ['authorizations'],
      params: authorizationParams,
      querystring: Type.Object(
        { limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100, description: 'Of each kind' }) },
        { additionalProperties: false },
      ),
      response: { 200: historySchema, ...problemResponses },
    },
    async handler({ params: { appId, authAppId }, query: { limit } }) {
      await readOne(context, appId, authAppId);
      const { pairs, operations, audit } = await context.vault.history(appId, authAppId, { limit });
      const links = audit.map((link) => ({ ...link, detail: Object(link.detail) }));
      return { pairs: [...pairs], operations: [...operations], audit: links };
    },
  });
}

function permissionOf(can: boolean | 'unknown'): 'yes' | 'no' | 'unknown' {
  if (can === 'unknown') return can;
  return can ? 'yes' : 'no';
}

async function listPage(
  { vault }: HubContext,
  appId: string,
  { limit, cursor, deadlineBefore: dueBefore, ...filters }: Static<typeof listQuery>,
): Promise<{ authorizations: Authorization[]; next: string | null }> {
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const pages = vault.list({ appId, ...filters, dueBefore, after, pageSize: limit });
  const { value: authorizations = [] } = await asInvalidRequest(() => pages.next());
  const last = authorizations.length === limit ? authorizations.at(-1) : undefined;
  return { authorizations, next: last === undefined ? null : encodeCursor([last.authAppId, last.refreshDeadline]) };
}

function placeOf(cursor: string): Pick<Authorization, 'authAppId' | 'refreshDeadline'> {
  const [authAppId, refreshDeadline = null] = decodeCursor(cursor, 2);
  return { authAppId: String(authAppId), refreshDeadline: refreshDeadline === null ? null : Number(refreshDeadline) };
}

/** @throws HubError when there is none */
export async function readOne(
  { vault, applications }: HubContext,
  appId: string,
  authAppId: string,
): Promise<Authorization> {
  applications.check(appId);
  const authorization = await vault.authorization(appId, authAppId);
  if (authorization !== undefined) return authorization;
  throw new HubError('unknown-authorization', 'there is no such authorization', { members: { appId, authAppId } });
}
