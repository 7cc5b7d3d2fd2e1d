import type { FastifyReply } from 'fastify';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { Type } from 'typebox';
import type { HubModule, HubModuleFactory } from '../context/hub-module.js';
import type { HubServer } from '../server/hub-server.js';
import { addVaultMetrics } from './vault-metrics.js';

/** `/metrics` for Prometheus. Labels never hold a merchant. */
export const metricsModule: HubModuleFactory = (context, modules) => {
  const registry = new Registry();
  const http = httpMetrics(registry);
  return {
    name: 'metrics',
    onResponse({ method, route, status, seconds, problem }) {
      http.requests.observe({ method, route, status }, seconds);
      if (problem !== undefined) http.problems.inc({ code: problem });
    },
    routes(server) {
      // By default a timer wakes an idle process a hundred times a second.
      collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
      const refresh = addVaultMetrics(registry, context);
      for (const { metrics } of modules()) metrics?.(registry);
      metricsRoute(server, context.settings.publicMetrics, async (reply) => {
        await refresh();
        return reply.type(registry.contentType).send(await registry.metrics());
      });
    },
    close: async () => registry.clear(),
  } satisfies HubModule;
};

function httpMetrics(registers: Registry) {
  return {
    requests: new Histogram({
      name: 'lingpai_http_request_duration_seconds',
      help: 'How long requests took, by method, route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registers],
    }),
    problems: new Counter({
      name: 'lingpai_problems_total',
      help: 'Requests that ended in a problem, by its code',
      labelNames: ['code'],
      registers: [registers],
    }),
  };
}

function metricsRoute(
  server: HubServer,
  isPublic: boolean,
  send: (reply: FastifyReply) => Promise<FastifyReply>,
): void {
  server.route({
    method: 'GET',
    url: '/metrics',
    config: { access: isPublic ? 'public' : ['read', 'manage'] },
    schema: {
      summary: 'Metrics for Prometheus',
      tags: ['health'],
      response: { 200: { description: 'Metrics', content: { 'text/plain': { schema: Type.String() } } } },
    },
    handler: async (_, reply) => send(reply),
  });
}
