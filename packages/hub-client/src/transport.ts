import { problemOf } from './hub-problem.js';
import type { RequestOptions } from './request-options.js';

/** How the client reaches the hub. */
export interface HubClientOptions {
  /** Where the hub is, for example `https://pay.example.com`; the page's own origin by default. */
  readonly baseUrl?: string | undefined;
  /** An API key (`lpk_…`), or what returns one. Without it, the cookie of the page's session is sent. */
  readonly key?: string | (() => string | Promise<string>) | undefined;
  /** With a session: the token that `session.get` returns, sent with each request that changes something. */
  readonly csrfToken?: (() => string | undefined) | undefined;
  /** Milliseconds until a response has to be there; 30 s by default. */
  readonly timeout?: number | undefined;
  /** The global `fetch` by default. */
  readonly fetch?: typeof fetch | undefined;
}

export interface TransportRequest {
  readonly method: string;
  /** Path and query. */
  readonly address: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyInit | undefined;
  /** Whether a response that is no success is the result, too; only the hub's own problems are thrown then. */
  readonly acceptsFailure?: boolean;
}

/** Sends requests; everything but a success is thrown. */
export interface Transport {
  /** The body may be read for as long as `options.signal` permits. */
  send(request: TransportRequest, options: RequestOptions): Promise<Response>;
  sendForJson(request: TransportRequest, options: RequestOptions): Promise<unknown>;
}

export function createTransport(options: HubClientOptions): Transport {
  const { baseUrl = '', key, csrfToken, timeout: usual = 30_000 } = options;
  const request = options.fetch ?? ((...given: Parameters<typeof fetch>) => fetch(...given));
  const base = baseUrl.replace(/\/+$/, '');
  return {
    send: (sent, given) => inTime(sent, given, async (response) => response),
    sendForJson: (sent, given) =>
      inTime(sent, given, async (response) => {
        const text = await response.text();
        return text === '' ? undefined : JSON.parse(text);
      }),
  };

  async function inTime<T>(
    { method, address, headers, body, acceptsFailure = false }: TransportRequest,
    { signal, timeout = usual, headers: further }: RequestOptions,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const late = new AbortController();
    const timer = setTimeout(
      () => late.abort(new DOMException(`the hub did not respond within ${timeout} ms`, 'TimeoutError')),
      timeout,
    );
    try {
      const response = await request(`${base}${address}`, {
        method,
        headers: { accept: 'application/json', ...headers, ...(await credentials(method)), ...further },
        credentials: key === undefined ? 'same-origin' : 'omit',
        redirect: 'error',
        signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
        ...(body === undefined ? {} : { body }),
      });
      if (!response.ok && !(acceptsFailure && !isProblem(response))) throw await problemOf(response);
      return await read(response);
    } finally {
      clearTimeout(timer);
    }
  }

  async function credentials(method: string): Promise<Record<string, string>> {
    if (key !== undefined) return { authorization: `Bearer ${typeof key === 'string' ? key : await key()}` };
    const token = method === 'GET' ? undefined : csrfToken?.();
    return token === undefined ? {} : { 'x-csrf-token': token };
  }
}

const isProblem = ({ headers }: Response) =>
  headers.get('content-type')?.startsWith('application/problem+json') === true;
