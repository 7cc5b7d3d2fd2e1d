import type { HubModuleFactory } from '../context/hub-module.js';
import { retentionWorker } from '../context/retention-worker.js';
import { RequestLog } from './request-log.js';
import { requestRetention } from './request-retention.js';
import { requestRoutes } from './request-routes.js';

/** The log of requests, `/v1/requests`. */
export const requestsModule: HubModuleFactory = (context) => {
  const requestLog = new RequestLog(context);
  const retention = requestRetention(context);
  return {
    name: 'requests',
    routes: (server) => requestRoutes(server, context),
    onResponse: (served) => requestLog.add(served),
    workers: [
      {
        name: 'request-log',
        interval: 1_000,
        async turn() {
          await requestLog.writeSome();
          return false;
        },
      },
      retentionWorker('request-pruning', 600_000, retention),
    ],
    retention,
    forget: (merchant) => requestLog.forget(merchant),
    close: () => requestLog.flush(),
  };
};
