import type { HubModuleFactory } from '../context/hub-module.js';
import { applicationRoutes } from './application-routes.js';

/** `/v1/apps`: applications, changed while the hub runs. */
export const applicationsModule: HubModuleFactory = (context) => ({
  name: 'applications',
  routes: (server) => applicationRoutes(server, context),
  workers: [
    {
      name: 'applications',
      interval: 2_000,
      async turn() {
        await context.applications.refresh();
        return false;
      },
    },
  ],
});
