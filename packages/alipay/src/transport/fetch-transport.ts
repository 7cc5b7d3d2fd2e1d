import { checkOptionNames, type OptionNames } from '../client/option-names.js';
import { AlipayError } from '../errors/alipay-error.js';
import { AlipayTransportError } from '../errors/alipay-transport-error.js';
import { connectionError } from './connection-error.js';
import { Deadline } from './deadline.js';
import { fetchOutcome } from './fetch-outcome.js';
import { ownTransport } from './own-transport.js';
import { tooLarge } from './too-large.js';
import type { Transport, TransportRequest, TransportResponse, TransportStream } from './transport.js';
import { UploadStream } from './upload-stream.js';

/** How {@link fetchTransport} sends. */
export interface FetchTransportOptions {
  /** What to call; the runtime's own `fetch` by default. */
  readonly fetch?: typeof fetch | undefined;
}

const optionNames: OptionNames<FetchTransportOptions> = { fetch: true };

/**
 * A transport over the runtime's `fetch`, for Bun, Deno and edge runtimes. On Node the default transport is faster, and
 * it recognizes more requests that were not sent.
 */
export function fetchTransport(options: FetchTransportOptions = {}): Transport {
  checkOptionNames(options, optionNames);
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  return ownTransport(
    (request) => new FetchExchange(send, request).whole(),
    (request) => new FetchExchange(send, request).stream(),
  );
}

/** One request in progress. */
class FetchExchange {
  readonly #send: typeof fetch;
  readonly #request: TransportRequest;
  readonly #upload: UploadStream | undefined;

  constructor(send: typeof fetch, request: TransportRequest) {
    const { body } = request;
    this.#send = send;
    this.#request = request;
    this.#upload =
      body === undefined || typeof body === 'string' || body instanceof Uint8Array ? undefined : new UploadStream(body);
  }

  async whole(): Promise<TransportResponse> {
    const deadline = new Deadline(this.#request);
    try {
      const response = await this.#open(deadline);
      return { ...headOf(response), body: await this.#readWhole(response) };
    } catch (error) {
      throw this.#failure(error, deadline);
    } finally {
      deadline.over();
      this.#upload?.stop();
    }
  }

  async stream(): Promise<TransportStream> {
    const deadline = new Deadline(this.#request);
    try {
      const response = await this.#open(deadline);
      deadline.met();
      return { ...headOf(response), body: this.#read(response, deadline) };
    } catch (error) {
      deadline.over();
      this.#upload?.stop();
      throw this.#failure(error, deadline);
    }
  }

  async #open({ signal }: Deadline): Promise<Response> {
    const { url, method, headers, body } = this.#request;
    const upload = this.#upload?.stream;
    const response = await this.#send(url, {
      method,
      // The signature covers the uncompressed bytes.
      headers: { 'accept-encoding': 'identity', ...headers },
      redirect: 'manual',
      signal,
      ...(upload === undefined
        ? { body: (body ?? null) as string | Uint8Array | null }
        : { body: upload, duplex: 'half' }),
    });
    if (response.type !== 'opaqueredirect') return response;
    throw new AlipayTransportError('the response is a redirect, which this runtime does not show', {
      outcome: 'unknown',
    });
  }

  async #readWhole(response: Response): Promise<Buffer> {
    const { maxResponseBytes } = this.#request;
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of chunksOf(response)) {
      length += chunk.length;
      if (length > maxResponseBytes) throw tooLarge(headOf(response), maxResponseBytes);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, length);
  }

  async *#read(response: Response, deadline: Deadline): AsyncGenerator<Uint8Array> {
    try {
      yield* chunksOf(response);
    } catch (error) {
      throw this.#failure(error, deadline);
    } finally {
      deadline.over();
      this.#upload?.stop();
    }
  }

  #failure(error: unknown, { signal }: Deadline): unknown {
    if (signal.aborted) return signal.reason;
    if (error instanceof AlipayError) return error;
    if (this.#upload?.failure !== undefined) return this.#upload.failure;
    const { outcome, code } = fetchOutcome(error);
    return connectionError(error, outcome, code);
  }
}

/** Leaving the iteration early ends the connection. */
async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function headOf(response: Response): { status: number; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  for (const [name, value] of response.headers) {
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
  }
  return { status: response.status, headers };
}
