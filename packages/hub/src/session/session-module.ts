import cookie from '@fastify/cookie';
import type { HubModuleFactory } from '../context/hub-module.js';
import { oidcRoutes } from './oidc-routes.js';
import { sessionListRoutes } from './session-list-routes.js';
import { sessionRoutes } from './session-routes.js';

/** `/v1/session` and `/v1/sessions`: people who sign in with a browser. */
export const sessionModule: HubModuleFactory = (context) => ({
  name: 'session',
  routes(server) {
    server.register(cookie);
    server.register(async (scope) => {
      sessionRoutes(scope, context);
      sessionListRoutes(scope, context);
    });
  },
  workers: [{ name: 'sessions', interval: 600_000, turn: () => context.sessions.prune() }],
});

/** `/v1/session/oidc`: apart, because its failures are shown otherwise. */
export const oidcModule: HubModuleFactory = (context) => ({
  name: 'oidc',
  routes(server) {
    server.register(cookie);
    server.register(async (scope) => oidcRoutes(scope, context));
  },
});
