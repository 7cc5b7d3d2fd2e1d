import type { HubContext } from '../context/hub-context.js';
import type { HubModuleFactory } from '../context/hub-module.js';
import { addressPolicy } from '../webhooks/address-policy.js';
import { systemResolve } from '../webhooks/guarded-lookup.js';
import { releaseLease, takeLease } from './alert-lease.js';
import { alertMetrics } from './alert-metrics.js';
import { alertRoutes } from './alert-routes.js';
import { channelRoutes } from './channel-routes.js';
import { dispatchMessages, type SendObserver } from './dispatch-messages.js';
import { forgetAlerts, pruneAlerts } from './erase-alerts.js';
import { prunePaces } from './message-pace.js';
import { nodeConditions, nodeName } from './node-conditions.js';
import { type AlertSender, createAlertSender } from './send-alert.js';
import { sharedConditions } from './shared-conditions.js';
import { compareConditions, followEvents, remind } from './watch-conditions.js';

/** `/v1/alerts`, and the messages that tell people what is wrong. */
export const alertsModule: HubModuleFactory = (context) => {
  const { alerts, webhooks } = context.settings;
  const policy = addressPolicy(webhooks);
  const sender = createAlertSender({ policy, resolve: systemResolve, timeout: alerts.timeout });
  const metrics = alertMetrics(context);
  let isStarted = false;
  return {
    name: 'alerts',
    routes(server) {
      alertRoutes(server, context);
      channelRoutes(server, context, { policy, sender, onSent: metrics.onSent });
    },
    workers: [
      {
        name: 'alerts',
        interval: alerts.interval,
        async turn() {
          // A node that has just started knows nothing of its clock, and has not worked on what waits.
          if (isStarted) return turn(context, sender, metrics.onSent);
          isStarted = true;
          return false;
        },
      },
      { name: 'alert-retention', interval: 60_000, turn: () => pruneAlerts(context) },
      { name: 'alert-paces', interval: 3_600_000, turn: () => prunePaces(context) },
    ],
    metrics: metrics.register,
    forget: (merchant) => forgetAlerts(context, merchant),
    async close() {
      sender.close();
      await releaseLease(context).catch((err: unknown) =>
        context.log.warn({ err }, 'the lease of alerts was not released'),
      );
    },
  };
};

/** Each node says what it alone sees; one node does the rest. */
async function turn(context: HubContext, sender: AlertSender, onSent: SendObserver): Promise<boolean> {
  await compareConditions(context, await nodeConditions(context), nodeName(context));
  const position = await takeLease(context);
  if (position === undefined) return false;
  const hasMore = await followEvents(context, position);
  await compareConditions(context, await sharedConditions(context), null);
  await remind(context);
  await dispatchMessages(context, sender, onSent);
  return hasMore;
}
