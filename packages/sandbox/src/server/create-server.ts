import { type FastifyInstance, fastify } from 'fastify';
import type { AllowedHosts } from '../access/local-only.js';
import { billsPlugin } from '../bills/bills-plugin.js';
import { consentPagesPlugin } from '../consent-pages/consent-pages-plugin.js';
import { controlPlugin } from '../control/control-plugin.js';
import { assetsPlugin } from '../dashboard/assets-plugin.js';
import { dashboardPlugin } from '../dashboard/dashboard-plugin.js';
import { gatewayPlugin, refuseUnreadable } from '../gateway/gateway-plugin.js';
import { gatewayV2Plugin } from '../gateway-v2/gateway-v2-plugin.js';
import { paymentsPlugin } from '../payment-pages/payments-plugin.js';
import type { Sandbox } from '../sandbox.js';
import { responseError } from './response-error.js';
import { defaultServerLimits, type ServerLimits } from './server-limits.js';
import { schemaController, validateInput } from './validate-input.js';

/** The sandbox over HTTP. Everything with paths of its own is a plugin. */
export function createServer(
  sandbox: Sandbox,
  allowedHosts: AllowedHosts,
  { headersTimeout, requestTimeout, checkInterval }: ServerLimits = defaultServerLimits,
): FastifyInstance {
  const server = fastify({
    forceCloseConnections: true,
    requestTimeout,
    http: { headersTimeout, requestTimeout, connectionsCheckingInterval: checkInterval },
    schemaController,
    frameworkErrors: (error, request, reply) => void refuseUnreadable(sandbox, error, request, reply),
  });
  validateInput(server);
  server.setErrorHandler((error, _request, reply) => responseError(error, reply));
  server.register(async (scope) => gatewayPlugin(scope, { sandbox }));
  server.register(async (scope) => gatewayV2Plugin(scope, { sandbox }));
  server.register(async (scope) => paymentsPlugin(scope, { sandbox, allowedHosts }));
  server.register(async (scope) => billsPlugin(scope, { sandbox }));
  server.register(async (scope) => controlPlugin(scope, { sandbox, allowedHosts }));
  server.register(async (scope) => consentPagesPlugin(scope, { sandbox, allowedHosts }));
  server.register(async (scope) => assetsPlugin(scope));
  server.register(async (scope) => dashboardPlugin(scope, { allowedHosts }));
  return server;
}
