import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { AlipayHandler } from './alipay-handler.js';

/** What frameworks add to a request of `node:http`. */
interface FrameworkRequest extends IncomingMessage {
  /** The body's bytes, as NestJS (`rawBody: true`) and several hosts keep them. */
  readonly rawBody?: unknown;
  /** What a body parser made of it. */
  readonly body?: unknown;
}

/**
 * Turns a handler of Web requests into one of `node:http`, which Express and NestJS take as it is, and Koa and Fastify with
 * their raw request and response.
 *
 * The body must not have been read before. Where a body parser keeps the bytes in `request.rawBody`, those are used;
 * otherwise Alipay is told `fail`, and the problem `body-consumed` is reported.
 *
 * @returns a function that resolves when the response has been handed over
 */
export function toNodeHandler(
  handler: AlipayHandler,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (incoming: FrameworkRequest, outgoing) => {
    const result = await handler(webRequest(incoming));
    outgoing.statusCode = result.status;
    for (const [name, value] of result.headers) outgoing.setHeader(name, value);
    outgoing.end(Buffer.from(await result.arrayBuffer()));
  };
}

function webRequest(incoming: FrameworkRequest): Request {
  const { method = 'GET', headers, rawBody } = incoming;
  const url = 'http://localhost/';
  const contentType = headers['content-type'];
  const init = { method, headers: contentType === undefined ? {} : { 'content-type': contentType } };
  if (method === 'GET' || method === 'HEAD') return new Request(url, init);
  if (rawBody instanceof Uint8Array || typeof rawBody === 'string') return new Request(url, { ...init, body: rawBody });
  if (incoming.readableEnded || incoming.readableDidRead) return consumed(url, init);
  const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
  return new Request(url, { ...init, body, duplex: 'half' } as RequestInit);
}

/** A request whose body has been used, as the handler sees it. */
function consumed(url: string, init: RequestInit): Request {
  const request = new Request(url, { ...init, body: 'x' });
  void request.arrayBuffer();
  return request;
}
