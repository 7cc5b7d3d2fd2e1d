import {
  type ClientRequest,
  type Agent as HttpAgent,
  Agent as HttpKeepAliveAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { type Agent as HttpsAgent, Agent as HttpsKeepAliveAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { AlipayContentError } from '../errors/alipay-content-error.js';
import { AlipayTimeoutError, AlipayTransportError } from '../errors/alipay-transport-error.js';
import type { Transport, TransportRequest, TransportResponse } from './transport.js';

/** How {@link nodeTransport} connects. */
export interface NodeTransportOptions {
  /** Replaces the keep-alive agent: for a proxy, a client certificate or a limit of connections. */
  readonly agent?: HttpAgent | HttpsAgent | undefined;
}

/** Milliseconds that an idle connection is kept; below the usual 60 s of servers, so that they rarely close first. */
const idleTimeout = 30_000;

/** The default transport: `node:http` and `node:https` with keep-alive. */
export function nodeTransport(options: NodeTransportOptions = {}): Transport {
  const agentOptions = { keepAlive: true, scheduling: 'lifo', timeout: idleTimeout } as const;
  const http = { send: httpRequest, agent: options.agent ?? new HttpKeepAliveAgent(agentOptions) };
  const https = { send: httpsRequest, agent: options.agent ?? new HttpsKeepAliveAgent(agentOptions) };
  return (request) =>
    new Promise((resolve, reject) => {
      if (request.signal?.aborted) {
        reject(request.signal.reason);
        return;
      }
      const { send, agent } = request.url.startsWith('https:') ? https : http;
      const outgoing = send(request.url, { method: request.method, headers: request.headers, agent });
      new Exchange(request, outgoing, resolve, reject).start();
    });
}

/** One request under way: whichever of answer, failure, time-out and abort comes first settles it. */
class Exchange {
  readonly #request: TransportRequest;
  readonly #outgoing: ClientRequest;
  readonly #resolve: (response: TransportResponse) => void;
  readonly #reject: (reason: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #body: Readable | undefined;
  #connected = false;
  #settled = false;

  constructor(
    request: TransportRequest,
    outgoing: ClientRequest,
    resolve: (response: TransportResponse) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#request = request;
    this.#outgoing = outgoing;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(): void {
    const { signal, timeout } = this.#request;
    this.#timer = setTimeout(() => this.#fail(new AlipayTimeoutError(timeout, this.#outcome())), timeout);
    signal?.addEventListener('abort', this.#abort, { once: true });
    this.#outgoing.on('socket', (socket) => this.#watch(socket));
    this.#outgoing.on('error', (error) => this.#fail(this.#transportError(error)));
    this.#outgoing.on('response', (incoming) => this.#read(incoming));
    this.#sendBody();
  }

  /** A request is written once its socket is connected; until then Alipay cannot have seen any of it. */
  #watch(socket: Socket): void {
    const secure = this.#request.url.startsWith('https:');
    const pending = socket.connecting || (secure && 'secureConnecting' in socket && socket.secureConnecting === true);
    if (pending) socket.once(secure ? 'secureConnect' : 'connect', this.#markConnected);
    else this.#connected = true;
  }

  #sendBody(): void {
    const { body } = this.#request;
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
      this.#outgoing.end(body);
      return;
    }
    this.#body = Readable.from(body, { objectMode: false });
    this.#body.on('error', (error) => this.#fail(error));
    this.#body.pipe(this.#outgoing);
  }

  #read(incoming: IncomingMessage): void {
    const { maxResponseBytes } = this.#request;
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxResponseBytes) this.#fail(tooLarge(incoming, maxResponseBytes));
      else chunks.push(chunk);
    });
    incoming.on('error', (error) => this.#fail(this.#transportError(error)));
    incoming.on('end', () => {
      if (this.#settled) return;
      this.#finish();
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
      this.#resolve({ status: incoming.statusCode ?? 0, headers: flatHeaders(incoming), body });
    });
  }

  readonly #markConnected = (): void => {
    this.#connected = true;
  };

  readonly #abort = (): void => this.#fail(this.#request.signal?.reason);

  #outcome(): 'not-sent' | 'unknown' {
    return this.#connected ? 'unknown' : 'not-sent';
  }

  #transportError(cause: Error): AlipayTransportError {
    const code = 'code' in cause ? ` (${cause.code})` : '';
    const outcome = this.#outcome();
    const what = outcome === 'not-sent' ? 'could not connect to Alipay' : 'the connection to Alipay broke';
    return new AlipayTransportError(`${what}${code}`, { outcome, cause });
  }

  #fail(reason: unknown): void {
    if (this.#settled) return;
    this.#finish();
    this.#outgoing.destroy();
    this.#reject(reason);
  }

  #finish(): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener('abort', this.#abort);
    this.#dropBody();
  }

  /** An answer may come before the whole body was sent: the rest is no longer wanted, and the connection is of no use. */
  #dropBody(): void {
    if (this.#body === undefined || this.#outgoing.writableFinished) return;
    this.#body.destroy();
    this.#outgoing.destroy();
  }
}

function flatHeaders(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function tooLarge(incoming: IncomingMessage, limit: number): AlipayContentError {
  const traceId = incoming.headers['alipay-trace-id'];
  return new AlipayContentError(`the answer is larger than ${limit} bytes`, {
    problem: 'too-large',
    status: incoming.statusCode ?? 0,
    traceId: typeof traceId === 'string' ? traceId : undefined,
  });
}
