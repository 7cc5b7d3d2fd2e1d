import type { HubModuleFactory } from '../context/hub-module.js';
import { auditRoutes } from './audit-routes.js';

/** `/v1/audit`; and writes what programs did into the audit chains, once a minute. */
export const auditModule: HubModuleFactory = (context) => ({
  name: 'audit',
  routes: (server) => auditRoutes(server, context),
  workers: [
    {
      name: 'access-audit',
      interval: 60_000,
      async turn() {
        await context.accesses.flush();
        return false;
      },
    },
  ],
  close: () => context.accesses.flush(),
});
