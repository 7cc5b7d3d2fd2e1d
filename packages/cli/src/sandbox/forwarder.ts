import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { localized } from '../language/localized.js';
import type { Verdict } from '../process/verdict.js';

const texts = localized({
  en: { late: (timeout: number) => `later than ${timeout} ms`, failed: 'the connection failed' },
  zh: { late: (timeout: number) => `超过 ${timeout} 毫秒`, failed: '连接失败' },
});

/** One notification that was passed on. */
export interface ForwardedNotification extends Verdict {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: string;
  readonly notifyId: string;
  readonly appId: string;
  /** Milliseconds until the address had responded. */
  readonly latency: number;
}

export interface ForwarderOptions {
  /** The address that receives every notification, unchanged. */
  readonly to: string;
  /** Milliseconds within which the address has to respond; shorter than the sandbox's own limit. */
  readonly timeout?: number;
  readonly onForwarded: (notification: ForwardedNotification) => void;
}

export interface Forwarder extends AsyncDisposable {
  /** Where notifications arrive. */
  readonly url: string;
}

const largestBody = 1_048_576;
const longestResponse = 1024;

/** Listens on this machine and passes every notification on, with the bytes that arrived. */
export async function startForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const server = createServer((request, response) => {
    handle(request, response, options).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: () => close(server) };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function handle(request: IncomingMessage, response: ServerResponse, options: ForwarderOptions): Promise<void> {
  const at = Date.now();
  const start = performance.now();
  const body = await readBody(request);
  const verdict = await forward(body, request.headers['content-type'] ?? '', options);
  const latency = Math.round(performance.now() - start);
  options.onForwarded({ at, ...describe(body), ...verdict, latency });
  response.writeHead(verdict.status ?? 502, { 'content-type': 'text/plain' }).end(verdict.response ?? 'fail');
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > largestBody) throw new RangeError('the body is too large');
  }
  return Buffer.concat(chunks);
}

async function forward(body: Buffer, contentType: string, { to, timeout = 4500 }: ForwarderOptions): Promise<Verdict> {
  try {
    const response = await fetch(to, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    const { status, ok } = response;
    const text = (await response.text()).slice(0, longestResponse);
    return { status, response: text, error: null, success: ok && text === 'success' };
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    return {
      status: null,
      response: null,
      error: isLate ? texts.late(timeout) : texts.failed,
      success: false,
    };
  }
}

/** What identifies a notification. Its contents, which can hold tokens, are not shown. */
function describe(body: Buffer) {
  const fields = new URLSearchParams(body.toString('latin1'));
  return {
    kind: fields.get('notify_type') ?? fields.get('msg_method') ?? fields.get('service') ?? 'unknown',
    notifyId: fields.get('notify_id') ?? '',
    appId: fields.get('app_id') ?? '',
  };
}
