import type { HubModuleFactory } from '../context/hub-module.js';
import { retentionWorker } from '../context/retention-worker.js';
import { addressPolicy } from './address-policy.js';
import { DeliveryPool } from './delivery-pool.js';
import { deliveryRetention } from './delivery-retention.js';
import { deliveryRoutes } from './delivery-routes.js';
import { forgetMerchant } from './forget-merchant.js';
import { systemResolve } from './guarded-lookup.js';
import { createSender } from './send-webhook.js';
import { watchLag } from './watch-lag.js';
import { webhookMetrics } from './webhook-metrics.js';
import { webhookRoutes } from './webhook-routes.js';

/** `/v1/webhooks`, and the delivery of events to receivers. */
export const webhooksModule: HubModuleFactory = (context) => {
  const { webhooks } = context.settings;
  const policy = addressPolicy(webhooks);
  const sender = createSender({ policy, resolve: systemResolve, timeout: webhooks.timeout });
  const metrics = webhookMetrics(context);
  const retention = deliveryRetention(context);
  const pool = new DeliveryPool(context, sender, metrics.onAttempt);
  return {
    name: 'webhooks',
    routes(server) {
      webhookRoutes(server, context, policy);
      deliveryRoutes(server, context);
    },
    workers: [
      { name: 'webhooks', interval: 1_000, turn: (stopping) => pool.turn(stopping) },
      { name: 'webhook-lag', interval: 30_000, turn: () => watchLag(context) },
      retentionWorker('webhook-retention', 60_000, retention),
    ],
    retention,
    metrics: metrics.register,
    forget: (merchant) => forgetMerchant(context, merchant),
    close: () => pool.stop(),
  };
};
