import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { AlipayTimeoutError, type AlipayTransportError } from '../errors/alipay-transport-error.js';
import { connectionError } from './connection-error.js';
import { joinedHeaders } from './joined-headers.js';
import { onAbort } from './on-abort.js';
import { tooLarge } from './too-large.js';
import type { TransportRequest, TransportResponse, TransportStream } from './transport.js';

const switchingProtocols = 101;

/** A request that was opened and not yet sent. */
export interface StartedRequest {
  readonly request: TransportRequest;
  readonly outgoing: ClientRequest;
  /** Milliseconds that are left of the request's time-out; all of them by default. */
  readonly timeLeft?: number | undefined;
}

/** One request in progress. The first of response, failure, time-out and abort settles it. */
abstract class NodeExchange<Response> {
  readonly request: TransportRequest;
  readonly #outgoing: ClientRequest;
  readonly #timeLeft: number;
  readonly #resolve: (response: Response) => void;
  readonly #reject: (reason: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #stopListening = () => {};
  #body: Readable | undefined;
  #connected = false;
  #over = false;

  constructor(
    { request, outgoing, timeLeft }: StartedRequest,
    resolve: (response: Response) => void,
    reject: (reason: unknown) => void,
  ) {
    this.request = request;
    this.#outgoing = outgoing;
    this.#timeLeft = timeLeft ?? request.timeout;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Takes the response's body. */
  abstract receive(incoming: IncomingMessage): void;

  start(): void {
    const { signal, timeout } = this.request;
    this.#timer = setTimeout(() => this.fail(new AlipayTimeoutError(timeout, this.#outcome())), this.#timeLeft);
    this.#outgoing.on('socket', (socket) => this.#watch(socket));
    this.#outgoing.on('error', (error) => this.fail(this.connectionError(error)));
    this.#outgoing.on('response', (incoming) => {
      if (incoming.statusCode === switchingProtocols) this.#refuseSwitch();
      else this.receive(incoming);
    });
    this.#outgoing.on('upgrade', (_, socket) => {
      socket.destroy();
      this.#refuseSwitch();
    });
    this.#stopListening = onAbort(signal, () => this.fail(signal?.reason));
    if (!this.#over) this.#sendBody();
  }

  /** Returns the response: from here on no time-out counts. */
  response(response: Response): void {
    clearTimeout(this.#timer);
    this.#resolve(response);
  }

  fail(reason: unknown): void {
    if (this.#over) return;
    this.end();
    this.#outgoing.destroy();
    this.#reject(reason);
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#stopListening();
    this.#dropBody();
  }

  get over(): boolean {
    return this.#over;
  }

  connectionError(cause: Error): AlipayTransportError {
    return connectionError(cause, this.#outcome(), 'code' in cause ? cause.code : undefined);
  }

  /** No request asks for another protocol, and no response follows that status. */
  #refuseSwitch(): void {
    this.fail(connectionError(new Error(`the server responded with status ${switchingProtocols}`), 'unknown'));
  }

  #outcome(): 'not-sent' | 'unknown' {
    return this.#connected ? 'unknown' : 'not-sent';
  }

  /** Node writes a request when its socket is connected; until then Alipay cannot have seen any of it. */
  #watch(socket: Socket): void {
    const secure = this.request.url.startsWith('https:');
    const pending = socket.connecting || (secure && 'secureConnecting' in socket && socket.secureConnecting === true);
    if (pending) socket.once(secure ? 'secureConnect' : 'connect', this.#markConnected);
    else this.#connected = true;
  }

  readonly #markConnected = (): void => {
    this.#connected = true;
  };

  #sendBody(): void {
    const { body } = this.request;
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
      this.#outgoing.end(body);
      return;
    }
    this.#body = Readable.from(body, { objectMode: false });
    this.#body.on('error', (error) => this.fail(error));
    this.#body.pipe(this.#outgoing);
  }

  /** A response may arrive before the whole body was sent. Then the rest is not needed, and the connection is useless. */
  #dropBody(): void {
    if (this.#body === undefined || this.#outgoing.writableFinished) return;
    this.#body.destroy();
    this.#outgoing.destroy();
  }
}

/** Reads the response to its end. */
export class WholeExchange extends NodeExchange<TransportResponse> {
  override receive(incoming: IncomingMessage): void {
    const { maxResponseBytes } = this.request;
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxResponseBytes) this.fail(tooLarge(headOf(incoming), maxResponseBytes));
      else chunks.push(chunk);
    });
    incoming.on('error', (error) => this.fail(this.connectionError(error)));
    incoming.on('end', () => {
      if (this.over) return;
      this.end();
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
      this.response({ ...headOf(incoming), body });
    });
  }
}

/** Returns the response as soon as it begins. */
export class StreamExchange extends NodeExchange<TransportStream> {
  override receive(incoming: IncomingMessage): void {
    // The reader of the body gets the error; until there is one, it must not be unhandled.
    incoming.on('error', () => {});
    incoming.on('close', () => this.end());
    this.response({ ...headOf(incoming), body: this.#read(incoming) });
  }

  async *#read(incoming: IncomingMessage): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of incoming) yield chunk as Buffer;
    } catch (error) {
      this.request.signal?.throwIfAborted();
      throw this.connectionError(error as Error);
    }
  }
}

function headOf(incoming: IncomingMessage): { status: number; headers: Record<string, string> } {
  return { status: incoming.statusCode ?? 0, headers: joinedHeaders(incoming.headers) };
}
