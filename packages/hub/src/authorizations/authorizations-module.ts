import type { HubModuleFactory } from '../context/hub-module.js';
import { changeRoutes } from './change-routes.js';
import { listRoutes } from './list-routes.js';
import { redeemRoute } from './redeem-route.js';
import { tokenFastPath, tokenRoute } from './token-route.js';

/** `/v1/apps/:appId/authorizations`: what merchants authorized. */
export const authorizationsModule: HubModuleFactory = (context, modules) => ({
  name: 'authorizations',
  fastPath: tokenFastPath(context),
  routes(server) {
    listRoutes(server, context);
    tokenRoute(server, context);
    redeemRoute(server, context);
    changeRoutes(server, context, modules);
  },
});
