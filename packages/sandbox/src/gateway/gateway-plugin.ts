import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import { acceptRawBodies } from './raw-bodies.js';
import { readRequest } from './read-request.js';
import { type Delivery, serveRefusal, serveRequest } from './serve-request.js';
import { pathOf, type V3Request } from './v3-message.js';
import { withForm } from './with-form.js';

/** The v3 gateway: everything below `/v3`, and the response to unknown paths. */
export function gatewayPlugin(fastify: FastifyInstance, { sandbox }: { readonly sandbox: Sandbox }): void {
  acceptRawBodies(fastify);
  fastify.setErrorHandler((error, request, reply) => refuseUnreadable(sandbox, error, request, reply));
  fastify.setNotFoundHandler((request, reply) => refuseUnknownPath(sandbox, request, reply));
  fastify.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/v3/*',
    exposeHeadRoute: false,
    handler: async (request, reply) => deliver(reply, await serve(sandbox, readRequest(request))),
  });
}

async function serve(sandbox: Sandbox, request: V3Request): Promise<Delivery> {
  try {
    return await serveRequest(sandbox, await withForm(request));
  } catch (error) {
    if (error instanceof Refusal) return serveRefusal(sandbox, request, error);
    throw error;
  }
}

/** Responds, signed, to what Fastify cannot read: a malformed path, a body that is too large. */
export async function refuseUnreadable(
  sandbox: Sandbox,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const status = Number(Object(error).statusCode);
  const message = error instanceof Error ? error.message : '';
  const refusal =
    status >= 400 && status < 500
      ? new Refusal('invalid-parameter', `参数有误：请求无法读取（${message}）`)
      : new Refusal('unknow-error', '系统错误', { cause: error });
  return deliver(reply, await serveRefusal(sandbox, readRequest(request), refusal));
}

/** Responds, signed, to an unknown path. */
async function refuseUnknownPath(
  sandbox: Sandbox,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const received = readRequest(request);
  if (received.pathAndQuery.startsWith('/sandbox')) {
    return reply.code(404).send({ error: `${received.method} ${pathOf(received)}: no such control` });
  }
  const refusal = new Refusal('invalid-method', `不存在的方法：${received.method} ${received.pathAndQuery}`);
  return deliver(reply, await serveRefusal(sandbox, received, refusal));
}

function deliver(reply: FastifyReply, delivery: Delivery): FastifyReply {
  if (delivery.kind === 'whole') {
    return reply.code(delivery.response.status).headers(delivery.response.headers).send(delivery.response.body);
  }
  reply.hijack();
  const { socket } = reply.raw;
  if (delivery.kind === 'none') {
    socket?.destroy();
    return reply;
  }
  const { status, headers, body } = delivery.response;
  reply.raw.writeHead(status, { ...headers, 'content-length': body.length });
  reply.raw.write(body.subarray(0, Math.floor(body.length / 2)), () => socket?.destroy());
  return reply;
}
