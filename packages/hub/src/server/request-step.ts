import type { FastifyReply, FastifyRequest } from 'fastify';

/** The route of a request, as its patterns say; without an address where there is no such route. */
export type Route = FastifyRequest['routeOptions'];

/** Something that is done at the beginning of every request. What it throws refuses the request. */
export type RequestStep = (request: FastifyRequest, reply: FastifyReply, route: Route) => void;
