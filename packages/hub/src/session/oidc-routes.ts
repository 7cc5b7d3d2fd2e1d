import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import { problemOf } from '../problems/problem-of.js';
import type { HubServer } from '../server/hub-server.js';
import { IdentityProvider } from './identity-provider.js';
import { keepProviderState, takeProviderState } from './provider-state.js';
import { signInPerson } from './sign-in.js';

/** `/v1/session/oidc`: a browser is sent to the OpenID provider, and comes back. */
export function oidcRoutes(server: HubServer, context: HubContext): void {
  const { settings, clock } = context;
  const { oidc } = settings.session;
  if (oidc === undefined) return;
  const provider = new IdentityProvider(context, oidc);
  // A person reads what went wrong on the page that they began from.
  server.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    request.problemCode = problem.code;
    request.log.warn({ err: problem }, 'a person could not be signed in');
    return reply.header('cache-control', 'no-store').redirect(`${settings.publicUrl}/?signIn=${problem.code}`);
  });
  server.route({
    method: 'GET',
    url: '/v1/session/oidc',
    exposeHeadRoute: false,
    config: { access: 'public' },
    schema: { hide: true, querystring: Type.Object({ returnTo: Type.Optional(Type.String({ maxLength: 2_000 })) }) },
    async handler({ query: { returnTo = '/' } }, reply) {
      const { url, kept } = await provider.begin();
      keepProviderState(context, reply, { ...kept, returnTo: ownPath(returnTo), startedAt: clock() });
      return reply.header('cache-control', 'no-store').redirect(url.href);
    },
  });
  server.route({
    method: 'GET',
    url: '/v1/session/oidc/callback',
    exposeHeadRoute: false,
    config: { access: 'public' },
    schema: { hide: true },
    async handler(request, reply) {
      const kept = takeProviderState(context, request, reply);
      if (kept === undefined) {
        throw new HubError('sign-in-failed', 'this browser has not begun to sign in, or took longer than ten minutes');
      }
      const query = /\?.*$/.exec(request.raw.url ?? '')?.[0] ?? '';
      await signInPerson(context, await provider.end(query, kept), request, reply);
      return reply.header('cache-control', 'no-store').redirect(`${settings.publicUrl}${kept.returnTo}`);
    },
  });
}

/** A path of the hub; anything else becomes the first page. */
function ownPath(path: string): string {
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path)) return '/';
  return new URL(path, 'http://hub.invalid').origin === 'http://hub.invalid' ? path : '/';
}
