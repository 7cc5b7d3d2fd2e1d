import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubServer } from './hub-server.js';

/** The route of a request, as its patterns say; without an address where there is no such route. */
export type Route = FastifyRequest['routeOptions'];

/** Something that is done at the beginning of every request. What it throws refuses the request. */
export type RequestStep = (request: FastifyRequest, reply: FastifyReply, route: Route) => void;

/** Does the steps in their order, in one hook: each hook takes time, and so does asking for the route. */
export function beginRequests(server: HubServer, steps: readonly RequestStep[]): void {
  server.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions;
    for (const step of steps) step(request, reply, route);
    done();
  });
}
