import { once } from 'node:events';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** How often a receiver does not take what comes: it responds with 500, or not at all after it has written it down. */
const refusals = 0.02;
const cuts = 0.02;

/** Receivers of webhooks, one per path, which write every delivery down. */
export async function startReceiver(random) {
  /** By path: everything that arrived, in order; whether it was accepted. */
  const deliveries = new Map();
  const secrets = new Map();
  const state = { isReliable: false };
  const server = createServer(async (request, response) => {
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // A delivery that a killed node did not finish is none.
      return;
    }
    const text = Buffer.concat(chunks).toString();
    const path = request.url ?? '/';
    const share = state.isReliable ? 1 : random.share();
    const accepted = share >= refusals;
    const isGenuine = verify(secrets.get(path), text, request.headers);
    const list = deliveries.get(path) ?? [];
    deliveries.set(path, list);
    list.push({ text, isGenuine, accepted, webhookId: request.headers['webhook-id'] });
    if (accepted && share < refusals + cuts) response.destroy();
    else response.writeHead(accepted ? 204 : 500).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`,
    state,
    secrets,
    of: (path) => deliveries.get(path) ?? [],
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The official library verifies by the machine's clock; the hub signs by one that is moved. */
function verify(secret, text, headers) {
  const id = headers['webhook-id'];
  const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
  return String(headers['webhook-signature'])
    .split(' ')
    .includes(new Webhook(secret).sign(id, at, text));
}
