import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify, LogController } from 'fastify';
import { SettingsError } from '../config/settings-error.js';
import type { HubSettings } from '../config/settings-schema.js';
import type { HubContext } from '../context/hub-context.js';
import type { HubModule } from '../context/hub-module.js';
import { addIdempotency } from '../idempotency/add-idempotency.js';
import { addAuthentication } from '../keys/authenticate.js';
import { HubError } from '../problems/hub-error.js';
import { sendProblem } from '../problems/send-problem.js';
import { validateInput } from '../validation/validate-input.js';
import { beginRequests } from './begin-requests.js';
import { describeApi } from './describe-api.js';
import { followRequests } from './follow-requests.js';
import type { HubServer } from './hub-server.js';
import { limitLag } from './limit-load.js';
import { limitRates } from './limit-rates.js';
import { requestIdOf, traceRequest } from './request-trace.js';
import { requireDeclarations } from './require-declarations.js';
import { collectPrefixes } from './route-prefixes.js';
import { addSecurityHeaders } from './security-headers.js';
import { serializeOutput } from './serialize-output.js';
import { serveFastPaths } from './serve-fast-paths.js';

/** The hub over HTTP. Every domain adds its routes as a module. */
export async function createServer(context: HubContext, modules: readonly HubModule[]): Promise<HubServer> {
  const { settings, log } = context;
  const isLagging = () => settings.limits.eventLoopDelay > 0 && server.isUnderPressure();
  const server: HubServer = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // A logger for each request would be made for the few that log something: their lines name the request.
    childLoggerFactory: (logger) => logger,
    bodyLimit: settings.limits.body,
    trustProxy: settings.trustProxy.length === 0 ? false : [...settings.trustProxy],
    genReqId: ({ headers }) => requestIdOf(headers),
    forceCloseConnections: 'idle',
    // An address that cannot be decoded reaches no hook.
    frameworkErrors: (_error, request, reply) => {
      context.tracing.begin(request, reply);
      const problem = new HubError('invalid-request', 'the address is not UTF-8 that is percent-encoded');
      sendProblem(problem, request, reply.header('x-request-id', request.id));
    },
    routerOptions: { maxParamLength: 256 },
    serverFactory: (handler) =>
      listenerOf(settings, serveFastPaths(context, modules, { handler: handler as RequestListener, isLagging })),
  }).withTypeProvider<TypeBoxTypeProvider>();
  server.decorateRequest('apiKey', undefined);
  server.decorateRequest('alipayCall', undefined);
  server.decorateRequest('problemCode', undefined);
  server.decorateRequest('trace');
  server.setErrorHandler(sendProblem);
  server.setNotFoundHandler((request, reply) =>
    sendProblem(new HubError('not-found', 'there is no such address'), request, reply),
  );
  validateInput(server);
  serializeOutput(server);
  requireDeclarations(server);
  collectPrefixes(server);
  beginRequests(server, [traceRequest, context.tracing.begin, addSecurityHeaders, followRequests(settings, modules)]);
  context.tracing.addTo(server);
  limitLag(server, settings);
  addAuthentication(server, context);
  await limitRates(server, settings);
  addIdempotency(server, context);
  await describeApi(server, settings);
  for (const { routes } of modules) {
    if (routes !== undefined)
      await server.register(async (scope) => routes(scope.withTypeProvider<TypeBoxTypeProvider>()));
  }
  return server;
}

function listenerOf({ tls, limits }: HubSettings, handler: RequestListener): Server {
  const options = {
    maxHeaderSize: limits.header,
    requestTimeout: limits.requestTimeout,
    headersTimeout: limits.headersTimeout,
    keepAliveTimeout: 72_000,
    connectionsCheckingInterval: Math.min(5_000, limits.headersTimeout),
  };
  const { certificateFile, keyFile } = tls;
  if (certificateFile === undefined || keyFile === undefined) return createHttpServer(options, handler);
  const [cert, key] = [readPem(certificateFile, 'tls.certificateFile'), readPem(keyFile, 'tls.keyFile')];
  try {
    return createHttpsServer({ ...options, cert, key, minVersion: 'TLSv1.2' }, handler);
  } catch (cause) {
    throw new SettingsError(`tls: the certificate and the key cannot be used (${Object(cause).code ?? 'not PEM'})`);
  }
}

function readPem(file: string, name: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new SettingsError(`${name}: the file ${file} cannot be read (${Object(cause).code})`);
  }
}
