import underPressure from '@fastify/under-pressure';
import type { HubSettings } from '../config/settings-schema.js';
import { HubError } from '../problems/hub-error.js';
import type { HubServer } from './hub-server.js';

const monitoring = new Set<string | undefined>(['/healthz', '/readyz', '/metrics']);

/** What monitoring asks is never refused. @param url the pattern of the route */
export const isMonitoring = (url: string | undefined): boolean => monitoring.has(url);

/** Refuses requests while the process lags. */
export function limitLag(server: HubServer, { limits: { eventLoopDelay } }: HubSettings): void {
  if (eventLoopDelay === 0) return;
  server.register(underPressure, {
    maxEventLoopDelay: eventLoopDelay,
    pressureHandler({ routeOptions }) {
      if (!isMonitoring(routeOptions.url)) throw busy('its event loop lags');
    },
  });
}

export const busy = (reason: string) => new HubError('overloaded', `the hub is busy: ${reason}`, { retryAfter: 1 });
