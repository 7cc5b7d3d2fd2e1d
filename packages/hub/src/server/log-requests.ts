import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubModule, ServedRequest } from '../context/hub-module.js';
import type { HubServer } from './hub-server.js';

/** The status of a request whose caller went away before it got the response. */
const callerGone = 499;

/**
 * Logs one line for each response, and tells the modules: the route's pattern rather than the address, which may hold a code
 * or a link that opens something. The successes of a quiet route are logged at `debug`.
 */
export function logRequests(server: HubServer, modules: readonly HubModule[]): void {
  const observers = modules.flatMap(({ onResponse }) => onResponse ?? []);
  server.addHook('onRequest', (request, reply, done) => {
    // The framework's own hook does not run when the caller goes away before it gets a response.
    reply.raw.on('close', () => {
      const served = servedRequest(request, reply);
      logRequest(request, served);
      for (const observe of observers) observe(served);
    });
    done();
  });
}

function logRequest({ log, routeOptions }: FastifyRequest, served: ServedRequest): void {
  const level = routeOptions.config.quiet === true && served.status < 400 ? 'debug' : 'info';
  // A line that nobody wants is not made.
  if (level === 'debug' && log.level !== 'debug' && log.level !== 'trace') return;
  const { seconds, ...logged } = served;
  log[level]({ ...logged, milliseconds: Math.round(seconds * 10_000) / 10 }, 'request');
}

function servedRequest(request: FastifyRequest, reply: FastifyReply): ServedRequest {
  const { appId, authAppId } = (request.params ?? {}) as Pick<ServedRequest, 'appId' | 'authAppId'>;
  return {
    requestId: request.id,
    method: request.method,
    route: request.is404 ? '' : (request.routeOptions.url ?? ''),
    status: reply.raw.writableFinished ? reply.statusCode : callerGone,
    seconds: reply.elapsedTime / 1_000,
    problem: request.problemCode,
    alipayCall: request.alipayCall,
    keyId: request.apiKey?.id,
    appId,
    authAppId,
    traceId: request.trace.traceId,
  };
}
