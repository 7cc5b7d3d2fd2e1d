import type { HubContext } from '../context/hub-context.js';
import type { HubModuleFactory, ServedRequest } from '../context/hub-module.js';
import { retentionWorker } from '../context/retention-worker.js';
import { CountReader } from './count-reader.js';
import { recountHours } from './recount-hours.js';
import { statisticRetention } from './statistic-retention.js';
import { statisticRoutes } from './statistic-routes.js';

/** `/v1/stats`: what happens, hour by hour. */
export const statisticsModule: HubModuleFactory = (context) => {
  const { counts } = context;
  const retention = statisticRetention(context);
  return {
    name: 'statistics',
    routes: (server) => statisticRoutes(server, context, new CountReader(context)),
    onDelivery({ appId, verdict }) {
      counts.add(appId, verdict === 'handled' ? 'notifications' : `notifications-${verdict}`);
    },
    onResponse: (response) => countCall(context, response),
    workers: [
      {
        name: 'statistics',
        interval: 30_000,
        async turn(stopping) {
          await counts.flush();
          return recountHours(context, stopping);
        },
      },
      retentionWorker('statistics-retention', 600_000, retention),
    ],
    retention,
    close: () => counts.flush(),
  };
};

function countCall({ counts }: HubContext, { alipayCall, appId, problem }: ServedRequest): void {
  if (alipayCall === undefined || appId === undefined) return;
  const isFailed = problem !== undefined || alipayCall.code !== undefined;
  counts.add(appId, isFailed ? 'calls-failed' : 'calls');
}
