import { type Static, Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { type ApiKey, mayUse } from '../keys/api-key.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { version } from '../version.js';
import { proxyUser } from './proxy-user.js';
import { checkSignInOrigin } from './same-origin.js';
import { clearSessionCookie } from './session-cookie.js';
import { methodsSchema, sessionSchema, signInSchema } from './session-schema.js';
import { signInByKey, signInByProxy } from './sign-in.js';

export function sessionRoutes(server: HubServer, context: HubContext): void {
  const { settings, sessions, vault } = context;
  server.route({
    method: 'POST',
    url: '/v1/session',
    config: { access: 'public' },
    schema: {
      summary: 'Signs a person in',
      description: 'The response sets the cookie of the session. A session that the browser had before ends.',
      tags: ['session'],
      body: signInSchema,
      response: { 201: sessionSchema, ...problemResponses },
    },
    async handler(request, reply) {
      checkSignInOrigin(request, settings);
      const { key } = request.body;
      if (key === undefined) await signInByProxy(context, request, reply);
      else await signInByKey(context, key, request, reply);
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send(await sessionOf(context, request.apiKey));
    },
  });
  server.route({
    method: 'GET',
    url: '/v1/session',
    config: { access: 'any-key' },
    schema: {
      summary: 'Says who acts, and what they may do',
      tags: ['session'],
      response: { 200: sessionSchema, ...problemResponses },
    },
    handler: async ({ apiKey }, reply) =>
      reply.header('cache-control', 'no-store').send(await sessionOf(context, apiKey)),
  });
  server.route({
    method: 'DELETE',
    url: '/v1/session',
    config: { access: 'any-key' },
    schema: {
      summary: 'Signs out',
      tags: ['session'],
      response: { 204: Type.Null(), ...problemResponses },
    },
    async handler({ apiKey }, reply) {
      if (apiKey?.session === undefined) throw new HubError('conflict', 'an API key in the header has no session');
      const { id, actor: by } = apiKey.session;
      await sessions.end(id);
      await vault.recordAudit({ kind: 'signed-out', detail: { sessionId: id, by } });
      clearSessionCookie(reply, settings);
      return reply.code(204).send(null);
    },
  });
  server.route({
    method: 'GET',
    url: '/v1/session/methods',
    config: { access: 'public' },
    schema: {
      summary: 'Says how a person can sign in',
      tags: ['session'],
      response: { 200: methodsSchema, ...problemResponses },
    },
    async handler(request) {
      const { oidc } = settings.session;
      return {
        key: true,
        oidc: oidc === undefined ? null : { name: oidc.name, url: `${settings.publicUrl}/v1/session/oidc` },
        proxy: proxyUser(context, request) !== undefined,
      };
    },
  });
}

async function sessionOf(context: HubContext, apiKey: ApiKey | undefined): Promise<Static<typeof sessionSchema>> {
  if (apiKey === undefined) throw new HubError('session-ended', 'the session has ended; sign in again');
  const { id, name, scopes, appIds, session, expiresAt } = apiKey;
  const { settings, store } = context;
  const rows = await store.read((database) =>
    database.selectFrom('hub_application').select(['app_id', 'name', 'state', 'endpoint']).orderBy('app_id').execute(),
  );
  return {
    id: session?.id ?? null,
    actor: id,
    name,
    method: session?.method ?? 'bearer',
    role: session?.role ?? null,
    scopes: [...scopes],
    appIds: appIds === undefined ? null : [...appIds],
    applications: rows
      .filter(({ app_id }) => mayUse(apiKey, app_id))
      .map(({ app_id: appId, name: called, state, endpoint }) => ({
        appId,
        name: called,
        isEnabled: state === 'enabled',
        isProduction: new URL(endpoint).hostname === 'openapi.alipay.com',
      })),
    csrfToken: session?.csrfToken ?? null,
    idleTimeout: settings.session.idleTimeout,
    expiresAt: session?.expiresAt ?? expiresAt ?? null,
    version,
  };
}
