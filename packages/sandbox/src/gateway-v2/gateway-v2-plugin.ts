import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { acceptRawBodies } from '../gateway/raw-bodies.js';
import { readRequest } from '../gateway/read-request.js';
import { recordRequest } from '../gateway/record-request.js';
import type { V3Request, V3Response } from '../gateway/v3-message.js';
import { withForm } from '../gateway/with-form.js';
import { sendPage } from '../html/send-page.js';
import { refusedPage } from '../payment-pages/payment-pages.js';
import { showTrade } from '../payment-pages/show-trade.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import { type HandledV2Request, handleV2Request } from './handle-v2-request.js';
import { signV2Response } from './sign-v2-response.js';
import { v2Failure } from './v2-failure.js';

/** The v2 gateway: `/gateway.do`. */
export function gatewayV2Plugin(fastify: FastifyInstance, { sandbox }: { readonly sandbox: Sandbox }): void {
  acceptRawBodies(fastify);
  fastify.setErrorHandler((error, request, reply) => refuseUnreadable(sandbox, error, request, reply));
  fastify.route({
    method: ['GET', 'POST'],
    url: '/gateway.do',
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const received = await withForm(readRequest(request));
      const handled = await handleV2Request(sandbox, received);
      return deliver(reply, { sandbox, received, handled });
    },
  });
}

interface Served {
  readonly sandbox: Sandbox;
  readonly received: V3Request;
  readonly handled: HandledV2Request;
}

const page = { 'content-type': 'text/html; charset=utf-8' };
const json = { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' };

function deliver(reply: FastifyReply, served: Served): FastifyReply {
  const { sandbox, received, handled } = served;
  const { outcome } = handled;
  if (outcome.kind === 'response') {
    record(sandbox, received, handled, { status: 200, headers: json, body: Buffer.from(outcome.text) });
    return reply.headers(json).send(outcome.text);
  }
  const status = outcome.kind === 'trade' ? 200 : 400;
  const body = Buffer.from(outcome.kind === 'trade' ? '' : JSON.stringify(outcome.failure));
  record(sandbox, received, handled, { status, headers: page, body });
  return outcome.kind === 'trade'
    ? showTrade(reply, outcome.trade)
    : sendPage(reply, refusedPage(outcome.failure), status);
}

function record(
  sandbox: Sandbox,
  request: V3Request,
  { application, method, refusal }: Pick<HandledV2Request, 'application' | 'method' | 'refusal'>,
  response: V3Response,
): void {
  recordRequest(sandbox, { at: sandbox.clock.now(), request, application, operation: method, refusal, response });
}

/** Responds, signed, to what cannot be read: a body that is too large, a broken form. */
async function refuseUnreadable(
  sandbox: Sandbox,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const refusal = error instanceof Refusal ? error : unreadable(error);
  const text = await signV2Response(sandbox, 'error_response', JSON.stringify(v2Failure(refusal)), undefined);
  const unread = { application: undefined, method: undefined, refusal };
  record(sandbox, readRequest(request), unread, { status: 200, headers: json, body: Buffer.from(text) });
  return reply.code(200).headers(json).send(text);
}

function unreadable(error: unknown): Refusal {
  const status = Number(Object(error).statusCode);
  return status >= 400 && status < 500
    ? new Refusal('invalid-parameter', '参数有误：请求无法读取', { cause: error })
    : new Refusal('unknow-error', '系统错误', { cause: error });
}
