import { activityModule } from './activity/activity-module.js';
import { alertsModule } from './alerts/alerts-module.js';
import { applicationsModule } from './applications/applications-module.js';
import { auditModule } from './audit/audit-module.js';
import { authorizationsModule } from './authorizations/authorizations-module.js';
import { callbackModule, returnSecretModule } from './callback/callback-module.js';
import { consoleModule, policyReportsModule } from './console/console-module.js';
import type { HubModuleFactory } from './context/hub-module.js';
import { docsModule } from './docs/docs-module.js';
import { eventsModule } from './events/events-module.js';
import { healthModule } from './health/health-module.js';
import { idempotencyModule } from './idempotency/idempotency-module.js';
import { jobsModule } from './jobs/jobs-module.js';
import { keysModule } from './keys/keys-module.js';
import { linkPagesModule, linksModule } from './links/links-module.js';
import { metricsModule } from './metrics/metrics-module.js';
import { notifyModule } from './notify/notify-module.js';
import { ordersModule } from './orders/orders-module.js';
import { proxyModule } from './proxy/proxy-module.js';
import { quarantineModule } from './quarantine/quarantine-module.js';
import { requestsModule } from './requests/requests-module.js';
import { searchModule } from './search/search-module.js';
import { oidcModule, sessionModule } from './session/session-module.js';
import { settingsModule } from './settings/settings-module.js';
import { signModule } from './sign/sign-module.js';
import { statisticsModule } from './statistics/statistics-module.js';
import { webhooksModule } from './webhooks/webhooks-module.js';

/** The domains of the hub. */
export const moduleFactories: readonly HubModuleFactory[] = [
  activityModule,
  alertsModule,
  applicationsModule,
  auditModule,
  authorizationsModule,
  callbackModule,
  consoleModule,
  docsModule,
  eventsModule,
  healthModule,
  idempotencyModule,
  jobsModule,
  keysModule,
  linkPagesModule,
  linksModule,
  metricsModule,
  notifyModule,
  proxyModule,
  ordersModule,
  quarantineModule,
  searchModule,
  sessionModule,
  oidcModule,
  policyReportsModule,
  settingsModule,
  statisticsModule,
  requestsModule,
  signModule,
  returnSecretModule,
  webhooksModule,
];
