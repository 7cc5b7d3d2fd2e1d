import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** The receiver's response to one delivery. */
export interface NotificationReceipt {
  readonly status: number | null;
  readonly response: string | null;
  readonly error: string | null;
  /** Milliseconds of real time. */
  readonly latency: number;
}

export interface PostOptions {
  readonly charset: string;
  /** Seconds within which the whole response must arrive. */
  readonly timeout: number;
  /** Aborted when the sandbox is closed. */
  readonly signal: AbortSignal;
}

const longestResponse = 1024;

/** Posts a notification and reads the beginning of the response. Follows no redirect; never rejects. */
export async function postNotification(url: string, body: string, options: PostOptions): Promise<NotificationReceipt> {
  const cutting = new AbortController();
  const cut = () => cutting.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    cut();
  }, options.timeout * 1000);
  options.signal.addEventListener('abort', cut);
  if (options.signal.aborted) cut();
  const start = performance.now();
  const latency = () => Math.round(performance.now() - start);
  let status: number | null = null;
  try {
    const response = await send(url, body, { charset: options.charset, signal: cutting.signal });
    status = response.statusCode ?? null;
    const bytes = await readBeginning(response);
    const beginning = bytes.subarray(0, longestResponse).toString('utf8');
    const error = bytes.length > longestResponse ? `the response is longer than ${longestResponse} bytes` : null;
    return { status, response: beginning, error, latency: latency() };
  } catch (error) {
    return {
      status,
      response: null,
      error: late ? `no whole response within ${options.timeout} s` : failureText(error),
      latency: latency(),
    };
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', cut);
  }
}

function send(
  url: string,
  body: string,
  { charset, signal }: { readonly charset: string; readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request(url, {
      method: 'POST',
      agent: false,
      signal,
      headers: {
        'content-type': `application/x-www-form-urlencoded; charset=${charset}`,
        'content-length': body.length,
        'user-agent': 'lingpai-sandbox',
      },
    });
    sent.on('response', resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

async function readBeginning(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > longestResponse) break;
  }
  return Buffer.concat(chunks);
}

/**
 * A refused connection is reported as several failures, one per address, with an empty message of its own. In some test
 * runners `Error` is not the class that Node's modules use, so `instanceof` is not an option.
 */
function failureText(error: unknown): string {
  const { message, code } = Object(error);
  return [message, code].find((text) => typeof text === 'string' && text !== '') ?? 'the connection failed';
}
