import type { HubServer } from './hub-server.js';
import type { RequestStep } from './request-step.js';

/** Does the steps in their order, in one hook: each hook takes time, and so does asking for the route. */
export function beginRequests(server: HubServer, steps: readonly RequestStep[]): void {
  server.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions;
    for (const step of steps) step(request, reply, route);
    done();
  });
}
