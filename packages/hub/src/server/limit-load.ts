import underPressure from '@fastify/under-pressure';
import type { FastifyRequest } from 'fastify';
import type { HubSettings } from '../config/settings-schema.js';
import { HubError } from '../problems/hub-error.js';
import type { HubServer } from './hub-server.js';
import { limitConcurrency } from './limit-concurrency.js';

const monitoring = new Set<string | undefined>(['/healthz', '/readyz', '/metrics']);

/** What monitoring asks is never refused. */
export const isMonitoring = ({ routeOptions }: FastifyRequest): boolean => monitoring.has(routeOptions.url);

/** Refuses requests beyond the number that the process serves at a time, and while it lags. */
export function limitLoad(server: HubServer, { limits }: HubSettings): void {
  const { concurrentRequests, eventLoopDelay } = limits;
  limitConcurrency(server, {
    most: concurrentRequests,
    isExempt: isMonitoring,
    refusal: () => busy('as many requests as it serves at a time are under way'),
  });
  server.register(underPressure, {
    maxEventLoopDelay: eventLoopDelay,
    pressureHandler(request) {
      if (!isMonitoring(request)) throw busy('its event loop lags');
    },
  });
}

export const busy = (reason: string) => new HubError('overloaded', `the hub is busy: ${reason}`, { retryAfter: 1 });
