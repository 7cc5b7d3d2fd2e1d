import { addAbortSignal, Readable } from 'node:stream';
import type { MerchantResponse } from '@lingpai/vault';
import type { FastifyReply } from 'fastify';

/** Headers of a response that was passed on. */
export const passedOnHeaders = {
  /** Alipay's trace id. */
  traceId: 'lingpai-trace-id',
  /** The generation of the authorization whose token the call was made with. */
  generation: 'lingpai-token-generation',
  /** Alipay's code, when the response is an error. */
  code: 'lingpai-alipay-code',
} as const;

/**
 * Makes the response that Alipay's is passed on with. The body is Alipay's; of the headers, those that describe the original body or
 * connection are not passed on.
 *
 * @param stopping ends a stream
 * @returns what the route's handler returns
 */
export function passOn(reply: FastifyReply, response: MerchantResponse, stopping: AbortSignal): string | Readable {
  const { status, headers, body, traceId, generation, error } = response;
  reply.code(status).header('cache-control', 'no-store').header(passedOnHeaders.generation, String(generation));
  if (traceId !== undefined) reply.header(passedOnHeaders.traceId, traceId);
  if (error !== undefined) reply.header(passedOnHeaders.code, headerText(error.code));
  const retryAfter = headers['retry-after'];
  if (retryAfter !== undefined) reply.header('retry-after', headerText(retryAfter));
  if (typeof body === 'string') {
    if (body.length > 0) reply.header('content-type', 'application/json; charset=utf-8');
    return body;
  }
  // What is in between is not to hold events back.
  reply.header('content-type', 'text/event-stream; charset=utf-8').header('x-accel-buffering', 'no');
  return addAbortSignal(stopping, Readable.from(body, { objectMode: false }));
}

const headerText = (text: string) => text.replaceAll(/[^\x20-\x7e]/g, '?');
