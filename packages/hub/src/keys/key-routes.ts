import { type Static, Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { newId } from '../context/new-id.js';
import { repeatable } from '../idempotency/repeatable.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { insertMissing } from '../store/hub-store.js';
import { appIdSchema, timeSchema } from '../validation/common-schemas.js';
import { parseRanges } from '../validation/ip-ranges.js';
import type { ApiKey } from './api-key.js';
import type { ApiKeyRow } from './key-table.js';
import { scopeSchema, scopes } from './scope.js';

const keySchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    hint: Type.String({ description: 'The last four characters of the key' }),
    scopes: Type.Array(scopeSchema),
    appIds: Type.Union([Type.Array(appIdSchema), Type.Null()], { description: 'Its applications; `null`: all' }),
    ipRanges: Type.Union([Type.Array(Type.String()), Type.Null()], {
      description: 'Addresses and networks that it may be used from; `null`: all',
    }),
    createdAt: timeSchema,
    createdBy: Type.Union([Type.String(), Type.Null()], { description: 'The id of the key that created it' }),
    expiresAt: Type.Union([timeSchema, Type.Null()]),
    revokedAt: Type.Union([timeSchema, Type.Null()]),
    lastUsedAt: Type.Union([timeSchema, Type.Null()], { description: 'To the minute' }),
  },
  { title: 'ApiKey' },
);

const newKeySchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, description: 'Who uses it, and what for' }),
    scopes: Type.Array(scopeSchema, { minItems: 1, uniqueItems: true }),
    appIds: Type.Optional(Type.Array(appIdSchema, { minItems: 1, maxItems: 100, uniqueItems: true })),
    ipRanges: Type.Optional(
      Type.Array(Type.String(), { minItems: 1, maxItems: 100, description: 'Such as `10.0.0.0/8`' }),
    ),
    expiresAt: Type.Optional(timeSchema),
  },
  { additionalProperties: false },
);

const createdSchema = Type.Object({
  ...keySchema.properties,
  key: Type.String({ description: 'The key; shown only now' }),
});

const keyParams = Type.Object({ keyId: Type.String({ maxLength: 64 }) });

export function keyRoutes(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/keys',
    config: { access: 'manage' },
    schema: {
      summary: 'Lists API keys, newest first',
      tags: ['keys'],
      response: { 200: Type.Object({ keys: Type.Array(keySchema) }), ...problemResponses },
    },
    handler: async () => ({ keys: await listKeys(context) }),
  });
  server.route({
    method: 'POST',
    url: '/v1/keys',
    config: { access: 'manage', idempotent: true },
    schema: {
      summary: 'Creates an API key',
      description: 'A key can create keys with scopes and for applications that it has itself.',
      tags: ['keys'],
      body: newKeySchema,
      response: { 201: createdSchema, ...problemResponses },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await createKey(repeatable(context, request), request.body, request.apiKey)),
  });
  server.route({
    method: 'DELETE',
    url: '/v1/keys/:keyId',
    config: { access: 'manage' },
    schema: {
      summary: 'Revokes an API key',
      description: 'It is refused at once on the node that responds, and within five seconds on the others.',
      tags: ['keys'],
      params: keyParams,
      response: { 204: Type.Null(), ...problemResponses },
    },
    handler: async ({ params, apiKey }, reply) => {
      await revokeKey(context, params.keyId, apiKey);
      return reply.code(204).send(null);
    },
  });
}

async function listKeys({ store }: HubContext): Promise<Static<typeof keySchema>[]> {
  const rows = await store.read((database) =>
    database.selectFrom('hub_api_key').selectAll().orderBy('created_at', 'desc').orderBy('id').limit(1_000).execute(),
  );
  return rows.map(keyOf);
}

async function createKey(
  context: HubContext,
  { name, scopes: asked, appIds, ipRanges, expiresAt }: Static<typeof newKeySchema>,
  creator: ApiKey | undefined,
): Promise<Static<typeof createdSchema>> {
  checkNotMore(asked, appIds, creator);
  if (expiresAt !== undefined && expiresAt <= context.clock()) {
    throw new HubError('invalid-request', 'expiresAt: expected a time to come');
  }
  if (ipRanges !== undefined) checkRanges(ipRanges);
  const key = context.keys.create(context.random);
  const row: ApiKeyRow = {
    id: newId('key', context),
    name,
    hash: context.keys.hash(key),
    hint: key.slice(-4),
    scopes: JSON.stringify(asked),
    app_ids: appIds === undefined ? null : JSON.stringify(appIds),
    ip_ranges: ipRanges === undefined ? null : JSON.stringify(ipRanges),
    created_at: context.clock(),
    created_by: creator?.id ?? null,
    expires_at: expiresAt ?? null,
    revoked_at: null,
    last_used_at: null,
  };
  await context.store.write((database) => insertMissing(context.store, database, 'hub_api_key', row));
  const detail = { keyId: row.id, name, scopes: asked, appIds, by: creator?.id };
  await context.vault.recordAudit({ kind: 'api-key-created', detail });
  return { ...keyOf(row), key };
}

/** A key never makes one that may do more than itself. */
function checkNotMore(
  asked: readonly string[],
  appIds: readonly string[] | undefined,
  creator: ApiKey | undefined,
): void {
  if (creator === undefined) return;
  const lacking = scopes.filter((scope) => asked.includes(scope) && !creator.scopes.has(scope));
  if (lacking.length > 0) {
    throw new HubError('scope-missing', `the API key lacks scopes that the new one would have: ${lacking.join(', ')}`, {
      members: { needs: lacking },
    });
  }
  const own = creator.appIds;
  if (own === undefined || appIds?.every((appId) => own.has(appId))) return;
  throw new HubError('application-not-permitted', 'appIds: expected applications that the API key itself is for');
}

function checkRanges(ranges: readonly string[]): void {
  try {
    parseRanges(ranges);
  } catch (cause) {
    throw new HubError('invalid-request', `ipRanges: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

async function revokeKey(context: HubContext, id: string, by: ApiKey | undefined): Promise<void> {
  const { store, clock, keys, vault } = context;
  const row = await store.read((database) =>
    database.selectFrom('hub_api_key').select(['id', 'app_ids']).where('id', '=', id).executeTakeFirst(),
  );
  if (row === undefined) throw new HubError('not-found', 'there is no such API key');
  if (by?.appIds !== undefined) checkNotMore([], row.app_ids === null ? undefined : JSON.parse(row.app_ids), by);
  await store.write((database) =>
    database
      .updateTable('hub_api_key')
      .set({ revoked_at: clock() })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .execute(),
  );
  keys.clear();
  await vault.recordAudit({ kind: 'api-key-revoked', detail: { keyId: id, by: by?.id } });
}

function keyOf(row: ApiKeyRow): Static<typeof keySchema> {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: JSON.parse(row.scopes),
    appIds: row.app_ids === null ? null : JSON.parse(row.app_ids),
    ipRanges: row.ip_ranges === null ? null : JSON.parse(row.ip_ranges),
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}
