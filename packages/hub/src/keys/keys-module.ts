import type { HubModuleFactory } from '../context/hub-module.js';
import { keyRoutes } from './key-routes.js';

/** `/v1/keys`: API keys. */
export const keysModule: HubModuleFactory = (context) => ({
  name: 'keys',
  routes: (server) => keyRoutes(server, context),
  close: () => context.keys.close(),
});
