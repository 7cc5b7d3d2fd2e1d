import type { HubModuleFactory } from '../context/hub-module.js';
import { signRoutes } from './sign-routes.js';

/** `/v1/apps/:appId/sign`: pages and orders, signed for browsers and apps. */
export const signModule: HubModuleFactory = (context) => ({
  name: 'sign',
  routes: (server) => signRoutes(server, context),
});
