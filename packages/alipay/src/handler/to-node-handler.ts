import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { AlipayHandler } from './alipay-handler.js';

/** What frameworks add to a request of `node:http`. */
interface FrameworkRequest extends IncomingMessage {
  /** The body's bytes, as NestJS (`rawBody: true`) and several hosts keep them. */
  readonly rawBody?: unknown;
  /** What a body parser made of it. */
  readonly body?: unknown;
  /** The path with its query as it arrived; Express takes the path of a mounted router out of `url`. */
  readonly originalUrl?: unknown;
}

/**
 * Turns a handler of Web requests into one of `node:http`, which Express and NestJS take as it is, and Koa and Fastify with
 * their raw request and response. The request has the path, the query and the headers as they arrived; its host is always
 * `localhost`.
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
    for (const [name, value] of result.headers) {
      if (name === 'set-cookie') outgoing.appendHeader(name, value);
      else outgoing.setHeader(name, value);
    }
    outgoing.end(Buffer.from(await result.arrayBuffer()));
  };
}

function webRequest(incoming: FrameworkRequest): Request {
  const { method = 'GET', rawBody } = incoming;
  const url = webAddress(incoming);
  const init = { method, headers: webHeaders(incoming) };
  if (method === 'GET' || method === 'HEAD') return new Request(url, init);
  if (rawBody instanceof Uint8Array || typeof rawBody === 'string') return new Request(url, { ...init, body: rawBody });
  if (incoming.readableEnded || incoming.readableDidRead) return consumed(url, init);
  const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
  return new Request(url, { ...init, body, duplex: 'half' } as RequestInit);
}

/** Nothing vouches for the name of the host, so it is always the same. */
function webAddress({ originalUrl, url = '/' }: FrameworkRequest): string {
  const target = typeof originalUrl === 'string' ? originalUrl : url;
  const address = target.startsWith('/') ? `http://localhost${target}` : target;
  const { pathname, search } = new URL(URL.canParse(address) ? address : 'http://localhost/');
  return `http://localhost${pathname}${search}`;
}

function webHeaders(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    // HTTP/2 has its method and path among them.
    if (name.startsWith(':')) continue;
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return headers;
}

/** A request whose body has been used, as the handler sees it. */
function consumed(url: string, init: RequestInit): Request {
  const request = new Request(url, { ...init, body: 'x' });
  void request.arrayBuffer();
  return request;
}
