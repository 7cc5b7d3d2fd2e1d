import { once } from 'node:events';
import { createServer, request } from 'node:http';

/** Milliseconds; less than Alipay waits. */
const longestWait = 4_000;

/** The problem when a node has the request and does not respond in time: it may act on it all the same. */
export const timeout = 'timeout';

const ofOneConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

/**
 * What stands before the nodes: hands each request to a node that is up. A node that exits meanwhile is a bad gateway, as
 * everywhere; such responses have the header `balancer-problem`.
 *
 * @param options `nodes` (a function that lists them), `random`, `onResponse` (gets what a node answered to what), `wait`
 *   (milliseconds for a response)
 */
export async function startBalancer({ nodes, random, onResponse, wait = longestWait }) {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const up = nodes();
      if (up.length === 0) return refuse(outgoing, 503, 'no node is up');
      const { status, headers, text } = await forward(random.pick(up).port, incoming, body, wait);
      outgoing.writeHead(status ?? 502, headers);
      outgoing.end(text);
      if (status === 200) onResponse((incoming.url ?? '/').slice(1), body, text);
    } catch (error) {
      refuse(outgoing, 502, error.message === timeout ? timeout : 'bad gateway');
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function refuse(outgoing, status, problem) {
  outgoing.writeHead(status, { 'balancer-problem': problem });
  outgoing.end(problem);
}

/** @returns {Promise<{ status: number | undefined, headers: import('node:http').IncomingHttpHeaders, text: string }>} */
function forward(port, incoming, body, wait) {
  const { method, url, headers } = incoming;
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      path: url,
      method,
      agent: false,
      timeout: wait,
      headers: { ...passedOn(headers), 'content-length': body.length },
    });
    sent.on('timeout', () => sent.destroy(new Error(timeout)));
    sent.on('error', reject);
    sent.on('response', async (response) => {
      try {
        const chunks = [];
        for await (const chunk of response) chunks.push(chunk);
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode, headers: passedOn(response.headers), text });
      } catch (error) {
        reject(error);
      }
    });
    sent.end(body);
  });
}

/** Without those that are about one connection; a length is written anew. */
function passedOn(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofOneConnection.has(name)));
}
