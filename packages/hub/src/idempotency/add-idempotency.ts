import { createHmac } from 'node:crypto';
import type { FastifyReply, FastifyRequest, onSendHookHandler, preHandlerHookHandler } from 'fastify';
import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import type { HubServer } from '../server/hub-server.js';
import { beginRequest, releaseRequest, storeResponse } from './idempotency-store.js';
import type { IdempotentAttempt } from './repeatable.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** While it is being served; `undefined` without an `Idempotency-Key`. */
    idempotency: IdempotentAttempt | undefined;
  }
}

/**
 * A request with an `Idempotency-Key` takes effect once for each API key and route: a repetition within 24 hours gets the same
 * response.
 */
export function addIdempotency(server: HubServer, context: HubContext): void {
  const hashKey = context.vault.deriveKey('hub idempotency');
  const hash = (...parts: unknown[]) => createHmac('sha256', hashKey).update(JSON.stringify(parts)).digest('hex');
  server.decorateRequest('idempotency', undefined);
  const onHandling: preHandlerHookHandler = (request, reply, done) => {
    const given = request.headers['idempotency-key'];
    if (given === undefined) return done();
    if (typeof given !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(given)) {
      throw new HubError('invalid-request', 'idempotency-key: expected 1 to 255 printable characters without spaces');
    }
    const { apiKey, method, routeOptions, params, query, body } = request;
    const id = hash(apiKey?.id, method, routeOptions.url, given);
    begin(context, { id, requestHash: hash(params, query, body) }, request, reply).then(() => done(), done);
  };
  const onSending: onSendHookHandler = (request, reply, payload, done) => {
    if (request.idempotency === undefined) return done();
    end(context, request.idempotency.id, reply, payload).then(() => done(), done);
  };
  // Only where they are of use: every other route is spared two hooks.
  server.addHook('onRoute', (route) => {
    if (route.config?.idempotent !== true) return;
    route.preHandler = [onHandling, ...[route.preHandler ?? []].flat()];
    route.onSend = [onSending, ...[route.onSend ?? []].flat()];
  });
}

interface Attempt {
  readonly id: string;
  readonly requestHash: string;
}

async function begin(
  context: HubContext,
  { id, requestHash }: Attempt,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const begun = await beginRequest(context, id, requestHash);
  if (begun.kind === 'new') {
    request.idempotency = { id, startedAt: begun.startedAt };
    return;
  }
  if (begun.kind === 'other-request') {
    throw new HubError('idempotency-key-reused', 'the idempotency key was used before, with another request');
  }
  if (begun.kind === 'in-progress') {
    const message = 'a request with this idempotency key is in progress, or was cut off less than a minute ago';
    throw new HubError('request-in-progress', message, { retryAfter: 2 });
  }
  const { status, contentType, body } = begun.response;
  await reply
    .code(status)
    .header('content-type', contentType)
    .header('idempotency-replayed', 'true')
    .serializer((text: string) => text)
    .send(body);
}

/** A failure of ours is not kept as the response: the request may be made again. */
async function end(context: HubContext, id: string, reply: FastifyReply, payload: unknown): Promise<void> {
  reply.request.idempotency = undefined;
  try {
    if (reply.statusCode >= 500 || typeof payload !== 'string') return await releaseRequest(context, id);
    const contentType = String(reply.getHeader('content-type') ?? 'application/json; charset=utf-8');
    await storeResponse(context, id, { status: reply.statusCode, contentType, body: payload });
  } catch (err) {
    reply.log.error(
      { err, requestId: reply.request.id },
      'a response could not be kept for repetitions of its request',
    );
  }
}
