import type { HubModuleFactory } from '../context/hub-module.js';
import { retentionWorker } from '../context/retention-worker.js';
import { activityRoutes } from './activity-routes.js';
import { NotificationLog } from './notification-log.js';
import { notificationRetention } from './notification-retention.js';

/** `/v1/activity`: redemptions, rotations and notifications, and what became of them. */
export const activityModule: HubModuleFactory = (context) => {
  const notifications = new NotificationLog(context);
  const retention = notificationRetention(context);
  return {
    name: 'activity',
    routes: (server) => activityRoutes(server, context),
    onDelivery: (delivery) => notifications.add(delivery),
    workers: [
      {
        name: 'notification-log',
        interval: 1_000,
        async turn() {
          await notifications.flush();
          return false;
        },
      },
      retentionWorker('notification-retention', 600_000, retention),
    ],
    retention,
    forget: (merchant) => notifications.forget(merchant),
    close: () => notifications.flush(),
  };
};
