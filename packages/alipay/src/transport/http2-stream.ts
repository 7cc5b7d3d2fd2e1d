import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { AlipayTimeoutError } from '../errors/alipay-transport-error.js';
import { connectionError } from './connection-error.js';
import { onAbort } from './on-abort.js';
import type { TransportRequest, TransportStream } from './transport.js';

/** Sends a request over HTTP/2 on its own connection, and returns the response as soon as it begins. */
export async function http2Stream(
  request: TransportRequest,
  socket: TLSSocket,
  timeLeft: number,
): Promise<TransportStream> {
  const { connect } = await import('node:http2');
  request.signal?.throwIfAborted();
  const { origin, pathname, search } = new URL(request.url);
  const session = connect(origin, { createConnection: () => socket });
  // Destroying the session may cause an error, which must not be unhandled.
  session.on('error', () => {});
  try {
    const path = `${pathname}${search}`;
    const stream = session.request({ ...request.headers, ':method': request.method, ':path': path });
    return await new Http2Exchange(request, session, stream).start(timeLeft);
  } catch (error) {
    session.destroy();
    throw error;
  }
}

/** One request on one session: the session ends with it. */
class Http2Exchange {
  readonly #request: TransportRequest;
  readonly #session: ClientHttp2Session;
  readonly #stream: ClientHttp2Stream;
  #failure: unknown;

  constructor(request: TransportRequest, session: ClientHttp2Session, stream: ClientHttp2Stream) {
    this.#request = request;
    this.#session = session;
    this.#stream = stream;
  }

  start(timeLeft: number): Promise<TransportStream> {
    const { signal, timeout } = this.#request;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(new AlipayTimeoutError(timeout, 'unknown')), timeLeft);
      this.#session.on('error', (cause) => this.#fail(connectionError(cause, 'unknown')));
      this.#stream.on('error', (cause) => this.#fail(connectionError(cause, 'unknown', codeOf(cause))));
      this.#stream.on('response', (headers) => {
        clearTimeout(timer);
        resolve({ ...headOf(headers), body: this.#read() });
      });
      this.#stream.on('close', () => {
        clearTimeout(timer);
        stopListening();
        this.#session.destroy();
        reject(this.#failure ?? connectionError(undefined, 'unknown'));
      });
      const stopListening = onAbort(signal, () => this.#fail(signal?.reason));
      if (this.#failure === undefined) this.#send();
    });
  }

  #send(): void {
    const { body } = this.#request;
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
      this.#stream.end(body);
      return;
    }
    const readable = Readable.from(body, { objectMode: false });
    readable.on('error', (error) => this.#fail(error));
    this.#stream.on('close', () => readable.destroy());
    readable.pipe(this.#stream);
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#stream) yield chunk as Buffer;
    } catch (error) {
      throw this.#failure ?? connectionError(error, 'unknown');
    }
    // A stream that was cut ends like any other; only its code differs.
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#stream.rstCode !== 0) throw connectionError(undefined, 'unknown');
  }

  #fail(reason: unknown): void {
    this.#failure ??= reason;
    this.#stream.destroy();
    this.#session.destroy();
  }
}

function codeOf(cause: Error): unknown {
  return 'code' in cause ? cause.code : undefined;
}

function headOf(incoming: IncomingHttpHeaders): { status: number; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming)) {
    if (value !== undefined && !name.startsWith(':'))
      headers[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return { status: Number(incoming[':status']), headers };
}
