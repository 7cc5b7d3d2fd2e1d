import type { HandlerRequest } from '@lingpai/alipay/handler';
import type { VaultNotificationContext } from '@lingpai/vault';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubContext } from '../context/hub-context.js';
import type { ForeignNotification, HubModule, HubModuleFactory } from '../context/hub-module.js';
import { HubError } from '../problems/hub-error.js';
import { sendProblem } from '../problems/send-problem.js';
import type { HubServer } from '../server/hub-server.js';
import { applicationParams } from '../validation/common-schemas.js';

/** Milliseconds after which Alipay is told `fail`, and delivers again; the work goes on. */
const responseLimit = 900;
const bodyLimit = 65_536;

/** `/notify/:appId`: Alipay's notifications. */
export const notifyModule: HubModuleFactory = (context, modules) => ({
  name: 'notify',
  routes: (server) => notifyRoute(server, context, modules),
});

function notifyRoute(scope: HubServer, { vault, applications }: HubContext, modules: () => readonly HubModule[]): void {
  const hand = async (notification: ForeignNotification, details: VaultNotificationContext) => {
    await Promise.all(modules().map((module) => module.onNotification?.(notification, details)));
  };
  const handler = vault.handler({
    timeout: responseLimit,
    bodyLimit,
    onDelivery(delivery) {
      for (const module of modules()) module.onDelivery?.(delivery);
    },
    on: {
      tradeStatus: (notification, details) => hand({ kind: 'trade', notification }, details),
      serviceOrder: (notification, details) => hand({ kind: 'service-order', notification }, details),
      other: (notification, details) => hand({ kind: 'other', notification }, details),
    },
  });
  // The signature covers the bytes as they came, in whatever charset.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
  scope.setErrorHandler((error, request, reply) => {
    if (error instanceof HubError && error.code === 'database') return reply.code(503).type('text/plain').send('fail');
    return sendProblem(error, request, reply);
  });
  scope.route({
    method: 'POST',
    url: '/notify/:appId',
    config: { access: 'public', rateLimit: false },
    schema: { hide: true, params: applicationParams },
    async handler(request, reply) {
      applications.check(request.params.appId);
      return pass(await handler(handlerRequest(request)), reply);
    },
  });
}

/** A `Request` of the Web would make a stream of bytes that are here already. */
function handlerRequest({ params, headers, body }: FastifyRequest): HandlerRequest {
  const { appId } = Object(params);
  const sent = { 'content-type': headers['content-type'] ?? 'application/x-www-form-urlencoded' };
  return {
    method: 'POST',
    url: `http://hub.invalid/notify/${appId}`,
    headers: { get: (name) => (name === 'content-type' ? sent[name] : null) },
    bodyUsed: false,
    body: Buffer.isBuffer(body) ? [body] : null,
  };
}

async function pass(response: Response, reply: FastifyReply): Promise<FastifyReply> {
  const body = Buffer.from(await response.arrayBuffer());
  for (const [name, value] of response.headers) reply.header(name, value);
  return reply.code(response.status).send(body);
}
