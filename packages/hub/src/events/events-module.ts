import type { HubModuleFactory } from '../context/hub-module.js';
import { retentionWorker } from '../context/retention-worker.js';
import { forgetMerchant } from '../webhooks/forget-merchant.js';
import { eventOfNotification } from './event-of-notification.js';
import { eventOfVault } from './event-of-vault.js';
import { eventRetention } from './event-retention.js';
import { eventRoutes } from './event-routes.js';
import { EventStreams } from './event-streams.js';

/** `/v1/events`: what happened, in one order, for receivers and readers. */
export const eventsModule: HubModuleFactory = (context) => {
  const streams = new EventStreams(context);
  const retention = eventRetention(context);
  return {
    name: 'events',
    routes: (server) => eventRoutes(server, context, streams),
    async onEvent(event) {
      await context.events.record(eventOfVault(event));
      const { appId, authAppId, reference } = event;
      // The merchant may have been forgotten while the event was on its way.
      if (authAppId !== null && (await context.vault.authorization(appId, authAppId)) === undefined) {
        await forgetMerchant(context, { appId, authAppId, reference });
      }
    },
    async onNotification(notification, details) {
      await context.events.record(eventOfNotification(notification, details, context.clock()));
    },
    workers: [retentionWorker('events', 60_000, retention)],
    retention,
  };
};
