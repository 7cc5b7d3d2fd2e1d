import { once } from 'node:events';
import { createServer, request } from 'node:http';

/** Milliseconds; less than Alipay waits. */
const longestWait = 4_000;

/**
 * What stands before the nodes: takes the notifications of `/<appId>` and hands each to a node that is up. A node that exits
 * meanwhile is a bad gateway, as everywhere.
 *
 * @param options `nodes` (a function that lists them), `random`, `onResponse` (gets what a node answered to what)
 */
export async function startBalancer({ nodes, random, onResponse }) {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const up = nodes();
      const { status, text } =
        up.length === 0 ? { status: 503, text: 'no node is up' } : await forward(random.pick(up).port, incoming, body);
      outgoing.statusCode = status;
      outgoing.end(text);
      if (status === 200) onResponse(incoming.url.slice(1), body, text);
    } catch {
      outgoing.statusCode = 502;
      outgoing.end('bad gateway');
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function forward(port, { url, headers }, body) {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      path: url,
      method: 'POST',
      agent: false,
      timeout: longestWait,
      headers: { 'content-type': headers['content-type'] ?? '', 'content-length': body.length },
    });
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.on('error', reject);
    sent.on('response', async (response) => {
      try {
        const chunks = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() });
      } catch (error) {
        reject(error);
      }
    });
    sent.end(body);
  });
}
