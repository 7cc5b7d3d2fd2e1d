import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { HubSettings } from '../config/settings-schema.js';
import { HubError } from '../problems/hub-error.js';
import type { HubServer } from './hub-server.js';
import { isMonitoring } from './limit-load.js';

/** Requests per minute of each API key, or of each address where no key is needed. Each node counts for itself. */
export async function limitRates(server: HubServer, { rateLimit: { perKey, perAddress } }: HubSettings): Promise<void> {
  if (perKey === 0 && perAddress === 0) return;
  const limitOf = ({ apiKey }: FastifyRequest) => (apiKey === undefined ? perAddress : perKey);
  await server.register(rateLimit, {
    timeWindow: 60_000,
    cache: 50_000,
    keyGenerator: ({ apiKey, ip }) => apiKey?.id ?? `address ${ip}`,
    max: limitOf,
    // What is not limited is not counted, and its responses name no limit.
    allowList: (request) => limitOf(request) === 0 || isMonitoring(request.routeOptions.url),
    enableDraftSpec: true,
    errorResponseBuilder: (_request, { ttl }) =>
      new HubError('rate-limited', 'more requests than the limit of this minute', {
        retryAfter: Math.ceil(ttl / 1_000),
      }),
  });
}
