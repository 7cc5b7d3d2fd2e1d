import { Readable } from 'node:stream';
import { AlipayTimeoutError } from '../errors/alipay-transport-error.js';
import { connectionError } from './connection-error.js';
import { joinedHeaders } from './joined-headers.js';
import { onAbort } from './on-abort.js';
import { ownTransport } from './own-transport.js';
import { splitUrl } from './request-targets.js';
import { tooLarge } from './too-large.js';
import type { Transport, TransportRequest, TransportResponse, TransportStream } from './transport.js';

/** What a dispatcher of undici tells a request, and lets it do. */
export interface UndiciController {
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

/** What a request that is dispatched is told. */
export interface UndiciHandler {
  onRequestStart(controller: UndiciController, context: unknown): void;
  onResponseStart(
    controller: UndiciController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void;
  onResponseData(controller: UndiciController, chunk: Buffer): void;
  onResponseEnd(controller: UndiciController, trailers: unknown): void;
  onResponseError(controller: UndiciController, error: Error): void;
}

/** What {@link undiciTransport} uses of an `Agent`, `ProxyAgent`, `EnvHttpProxyAgent` or another dispatcher of undici 7 or later. */
export interface UndiciDispatcher {
  dispatch(
    options: {
      readonly origin: string;
      readonly path: string;
      readonly method: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT';
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | Uint8Array | Readable | null;
      readonly headersTimeout: number;
      readonly bodyTimeout: number;
    },
    handler: UndiciHandler,
  ): boolean;
}

/**
 * A transport over a dispatcher of `undici`, which takes about half of the CPU time of `node:http` for an exchange. How it connects
 * is the dispatcher's: keep-alive, proxies, certificate authorities, the number of connections. The package undici is yours to
 * install; the client does not depend on it. A dispatcher that repeats or redirects requests must not be used: a repeated payment
 * is a second payment.
 *
 * @example new AlipayClient({ ..., transport: undiciTransport(new Agent()) })
 * @throws TypeError when it is no dispatcher
 */
export function undiciTransport(dispatcher: UndiciDispatcher): Transport {
  if (typeof dispatcher?.dispatch !== 'function') throw new TypeError('dispatcher: expected a dispatcher of undici');
  return ownTransport(
    (request) => new Promise((resolve, reject) => new WholeExchange(request, resolve, reject).start(dispatcher)),
    (request) => new Promise((resolve, reject) => new StreamExchange(request, resolve, reject).start(dispatcher)),
  );
}

/** One request in progress. The first of response, failure, time-out and abort settles it. */
abstract class UndiciExchange<Response> implements UndiciHandler {
  readonly request: TransportRequest;
  readonly #resolve: (response: Response) => void;
  readonly #reject: (reason: unknown) => void;
  #controller: UndiciController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopListening = () => {};
  #body: Readable | undefined;
  #isOver = false;

  constructor(request: TransportRequest, resolve: (response: Response) => void, reject: (reason: unknown) => void) {
    this.request = request;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(dispatcher: UndiciDispatcher): void {
    const { url, method, headers, body, signal, timeout } = this.request;
    this.#timer = setTimeout(() => this.fail(new AlipayTimeoutError(timeout, this.#outcome())), timeout);
    this.#stopListening = onAbort(signal, () => this.fail(signal?.reason), true);
    if (this.#isOver) return;
    if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) {
      this.#body = Readable.from(body, { objectMode: false });
      this.#body.on('error', (error) => this.fail(error));
    }
    const [origin, path] = splitUrl(url) ?? [url, '/'];
    try {
      dispatcher.dispatch(
        {
          origin,
          path,
          method: method as 'POST',
          headers,
          body: this.#body ?? (body as string | Uint8Array | undefined) ?? null,
          // The request's own time limit counts.
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        this,
      );
    } catch (error) {
      this.fail(this.#connectionError(error));
    }
  }

  /** The connection is there, and the request is written next. */
  onRequestStart(controller: UndiciController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error('the request is over'));
  }

  onResponseStart(
    _: UndiciController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // Informational responses come before the response.
    if (status >= 200 && !this.#isOver) this.receiveHead({ status, headers: joinedHeaders(headers) });
  }

  abstract onResponseData(controller: UndiciController, chunk: Buffer): void;

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#end();
    this.receiveEnd();
  }

  onResponseError(_: UndiciController, error: Error): void {
    this.fail(this.#connectionError(error));
  }

  protected abstract receiveHead(head: Pick<TransportResponse, 'status' | 'headers'>): void;

  protected abstract receiveEnd(): void;

  /** Returns the response: from here on no time-out counts. */
  protected respond(response: Response): void {
    clearTimeout(this.#timer);
    this.#resolve(response);
  }

  protected fail(reason: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#controller?.abort(new Error('the request is over'));
    this.#reject(reason);
  }

  protected get isOver(): boolean {
    return this.#isOver;
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#stopListening();
    this.#body?.destroy();
  }

  #outcome(): 'not-sent' | 'unknown' {
    return this.#controller === undefined ? 'not-sent' : 'unknown';
  }

  #connectionError(cause: unknown) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
    return connectionError(cause, this.#outcome(), code);
  }
}

/** Reads the response to its end. */
class WholeExchange extends UndiciExchange<TransportResponse> {
  #head: Pick<TransportResponse, 'status' | 'headers'> | undefined;
  readonly #chunks: Buffer[] = [];
  #length = 0;

  override onResponseData(_: UndiciController, chunk: Buffer): void {
    if (this.isOver || this.#head === undefined) return;
    const { maxResponseBytes } = this.request;
    this.#length += chunk.length;
    if (this.#length > maxResponseBytes) this.fail(tooLarge(this.#head, maxResponseBytes));
    else this.#chunks.push(chunk);
  }

  protected override receiveHead(head: Pick<TransportResponse, 'status' | 'headers'>): void {
    this.#head = head;
  }

  protected override receiveEnd(): void {
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#length);
    if (this.#head !== undefined) this.respond({ status: this.#head.status, headers: this.#head.headers, body });
  }
}

/** Bytes that wait for their reader before the connection is read no further. */
const highWaterMark = 64 * 1_024;

/** Returns the response as soon as it begins. */
class StreamExchange extends UndiciExchange<TransportStream> {
  readonly #chunks: Buffer[] = [];
  #waiting = 0;
  #controller: UndiciController | undefined;
  #failure: { readonly reason: unknown } | undefined;
  #wake = () => {};

  override onResponseData(controller: UndiciController, chunk: Buffer): void {
    if (this.isOver) return;
    this.#controller = controller;
    this.#chunks.push(chunk);
    this.#waiting += chunk.length;
    if (this.#waiting > highWaterMark) controller.pause();
    this.#wake();
  }

  protected override receiveHead(head: Pick<TransportResponse, 'status' | 'headers'>): void {
    this.respond({ ...head, body: this.#read() });
  }

  protected override receiveEnd(): void {
    this.#wake();
  }

  protected override fail(reason: unknown): void {
    if (this.isOver) return;
    this.#failure = { reason };
    super.fail(reason);
    this.#wake();
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk !== undefined) {
          this.#waiting -= chunk.length;
          if (this.#waiting <= highWaterMark) this.#controller?.resume();
          yield chunk;
        } else if (this.#failure !== undefined) throw this.#failure.reason;
        else if (this.isOver) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      // Left early.
      this.fail(undefined);
    }
  }
}
