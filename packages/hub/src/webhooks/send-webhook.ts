import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { type AddressPolicy, hostOf } from './address-policy.js';
import { ForbiddenAddressError, guardedLookup, type ResolveName } from './guarded-lookup.js';

/** Bytes of a response that are read, so that its connection can be used again. */
const mostRead = 65_536;

export type SendFailure =
  | 'address-not-permitted'
  | 'connection-failed'
  | 'name-not-found'
  | 'redirected'
  | 'secret-unreadable'
  | 'status'
  | 'timeout'
  | 'tls-failed';

/** What became of one attempt. */
export interface SendResult {
  /** `undefined` when the receiver took the webhook. */
  readonly failure: SendFailure | undefined;
  /** The status of the response; `null` without one. */
  readonly status: number | null;
  /** Seconds that the receiver asked to wait (`retry-after`). */
  readonly retryAfter: number | undefined;
  /** The body of a response that the message asked for: its first 64 KiB. */
  readonly text?: string;
}

export interface WebhookMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the body of the response means something; otherwise it is thrown away. */
  readonly readsResponse?: boolean;
}

export interface WebhookSender {
  /** Posts a message; follows no redirect. Rejects only when `signal` is aborted. */
  send(message: WebhookMessage, signal: AbortSignal): Promise<SendResult>;
  close(): void;
}

export interface SenderOptions {
  readonly policy: AddressPolicy;
  readonly resolve: ResolveName;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
}

/** Posts webhooks over connections of its own, which lead to permitted addresses only. */
export function createSender({ policy, resolve, timeout }: SenderOptions): WebhookSender {
  const options = { keepAlive: true, maxFreeSockets: 64, timeout: 60_000, lookup: guardedLookup(policy, resolve) };
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  return {
    async send(message, signal) {
      const limit = AbortSignal.timeout(timeout);
      try {
        // The settings may have changed since the receiver was added. A name is checked where it is resolved.
        if (policy.problemOf(message.url) !== undefined) throw new ForbiddenAddressError();
        const response = await post(message, agents, AbortSignal.any([signal, limit]));
        const result = resultOf(response);
        if (message.readsResponse) return { ...result, text: await readText(response) };
        discard(response);
        return result;
      } catch (error) {
        if (signal.aborted) throw error;
        const failure = limit.aborted ? 'timeout' : failureOf(error);
        return { failure, status: null, retryAfter: undefined };
      }
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function post(
  { url: text, headers, body }: WebhookMessage,
  agents: { readonly http: HttpAgent; readonly https: HttpsAgent },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(text);
  const isTls = url.protocol === 'https:';
  const host = hostOf(url);
  const options = {
    method: 'POST',
    host,
    port: url.port,
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
    signal,
  };
  return new Promise((resolve, reject) => {
    const request = isTls
      ? httpsRequest({ ...options, agent: agents.https, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : httpRequest({ ...options, agent: agents.http });
    request.once('response', resolve);
    request.once('error', reject);
    request.end(body);
  });
}

function resultOf(response: IncomingMessage): SendResult {
  const { statusCode: status = 0, headers } = response;
  const wait = headers['retry-after'];
  const retryAfter = wait !== undefined && /^\d{1,6}$/.test(wait) ? Number(wait) : undefined;
  if (status >= 200 && status < 300) return { failure: undefined, status, retryAfter };
  return { failure: status >= 300 && status < 400 ? 'redirected' : 'status', status, retryAfter };
}

/** The body means nothing: it is read to its end when that is near. */
function discard(response: IncomingMessage): void {
  let read = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > mostRead) response.destroy();
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let read = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    read += chunk.length;
    if (read > mostRead) break;
  }
  return Buffer.concat(chunks).subarray(0, mostRead).toString();
}

const tlsCodes = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO)/;

function failureOf(error: unknown): SendFailure {
  if (error instanceof ForbiddenAddressError) return 'address-not-permitted';
  const { code } = Object(error) as { readonly code?: unknown };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name-not-found';
  return tlsCodes.test(String(code)) ? 'tls-failed' : 'connection-failed';
}
