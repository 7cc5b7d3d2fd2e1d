import { request } from 'node:http';
import { timeout } from '../balancer.mjs';

/** Milliseconds: longer than the balancer waits. */
const longestWait = 20_000;

/** No node gave a response: the request may have had an effect, or not. */
export class NoResponse extends Error {
  /** Whether a node may still be working on the request. */
  get isUnderWay() {
    return this.message === timeout;
  }
}

/**
 * Makes one request, once.
 *
 * @param options `key`, `body` (sent as JSON), `headers`
 * @returns `status`, `headers`, `text`, and `json` when the body is JSON
 * @throws NoResponse
 */
export async function ask(address, method, path, { key, body, headers = {} } = /** @type {any} */ ({})) {
  const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const {
    status,
    headers: received,
    text,
  } = await send(new URL(path, address), {
    method,
    content,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(content === undefined ? {} : { 'content-type': 'application/json', 'content-length': content.length }),
      ...headers,
    },
  });
  if (received['balancer-problem'] !== undefined) throw new NoResponse(text);
  const isJson = /\bjson\b/.test(String(received['content-type']));
  return { status, headers: received, text, json: isJson && text !== '' ? JSON.parse(text) : undefined };
}

/** @returns {Promise<{ status: number, headers: import('node:http').IncomingHttpHeaders, text: string }>} */
function send(url, { method, headers, content }) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false, timeout: longestWait });
    const fail = (error) => reject(new NoResponse(error.message));
    sent.on('timeout', () => sent.destroy(new Error(timeout)));
    sent.on('error', fail);
    sent.on('response', async (response) => {
      try {
        const chunks = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        });
      } catch (error) {
        fail(error);
      }
    });
    sent.end(content);
  });
}
