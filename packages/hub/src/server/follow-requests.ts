import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import type { HubSettings } from '../config/settings-schema.js';
import type { HubModule, ServedRequest } from '../context/hub-module.js';
import { busy, isMonitoring } from './limit-load.js';
import type { RequestStep, Route } from './request-step.js';

/** The status of a request whose caller went away before it got the response. */
const callerGone = 499;

/**
 * Refuses requests beyond the number that the process serves at a time, before their bodies are read. At the end of each
 * request, it logs one line, and tells the modules: the route's pattern rather than the address, which may hold a code or a
 * link that opens something. The successes of a quiet route are logged at `debug`.
 */
export function followRequests({ limits }: HubSettings, modules: readonly HubModule[]): RequestStep {
  const observers = modules.flatMap(({ onResponse }) => onResponse ?? []);
  let underWay = 0;
  return (request, reply, route) => {
    const isLimited = !isMonitoring(route.url);
    const isRefused = isLimited && underWay >= limits.concurrentRequests;
    const counted = isLimited && !isRefused ? 1 : 0;
    underWay += counted;
    // The framework's own hook does not run when the caller goes away before it gets a response.
    reply.raw.on('close', () => {
      underWay -= counted;
      const served = servedRequest(request, reply, route);
      logRequest(request, served, route);
      for (const observe of observers) observe(served);
    });
    if (isRefused) throw busy('as many requests as it serves at a time are under way');
  };
}

/** Whether the successes of quiet routes are logged. */
export const isVerbose = ({ level }: FastifyBaseLogger): boolean => level === 'debug' || level === 'trace';

function logRequest({ log }: FastifyRequest, served: ServedRequest, { config }: Route): void {
  const level = config.quiet === true && served.status < 400 ? 'debug' : 'info';
  // A line that nobody wants is not made.
  if (level === 'debug' && !isVerbose(log)) return;
  const { seconds, ...logged } = served;
  log[level]({ ...logged, milliseconds: Math.round(seconds * 10_000) / 10 }, 'request');
}

function servedRequest(request: FastifyRequest, reply: FastifyReply, { url = '' }: Route): ServedRequest {
  const { appId, authAppId } = (request.params ?? {}) as Pick<ServedRequest, 'appId' | 'authAppId'>;
  return {
    requestId: request.id,
    method: request.method,
    route: url,
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
