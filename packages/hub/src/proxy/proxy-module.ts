import type { HubModuleFactory } from '../context/hub-module.js';
import { limitConcurrency } from '../server/limit-concurrency.js';
import { busy } from '../server/limit-load.js';
import { ProxyMetrics } from './proxy-metrics.js';
import { v2Route } from './v2-route.js';
import { v3Route } from './v3-route.js';

/** `/proxy/:appId/:authAppId`: calls Alipay for merchants. */
export const proxyModule: HubModuleFactory = (context) => {
  const metrics = new ProxyMetrics();
  return {
    name: 'proxy',
    routes(server) {
      limitConcurrency(server, {
        most: context.settings.limits.concurrentProxyCalls,
        refusal: () => busy('as many proxied calls as it makes at a time are under way'),
      });
      server.register(async (scope) => v3Route(scope, context, metrics));
      server.register(async (scope) => v2Route(scope, context, metrics));
    },
    metrics: (registry) => metrics.register(registry),
  };
};
