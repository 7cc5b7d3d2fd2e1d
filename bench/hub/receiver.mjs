// A receiver of webhooks in a process of its own: counts what arrives. Told over IPC what to do.
import { once } from 'node:events';
import { createServer } from 'node:http';

const arrived = new Set();
let checkCount = () => {};

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(204).end();
    arrived.add(request.headers['webhook-id']);
    checkCount();
  });
});
server.keepAliveTimeout = 60_000;

const commands = {
  async listen() {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return { port: /** @type {import('node:net').AddressInfo} */ (server.address()).port };
  },
  /** Resolves when so many different webhooks have arrived. @returns milliseconds since the epoch */
  async await({ count }) {
    await new Promise((resolve) => {
      checkCount = () => arrived.size >= count && resolve(undefined);
      checkCount();
    });
    return { at: Date.now() };
  },
};

process.on('message', async ({ command, ...parameters }) => {
  try {
    process.send?.({ result: await commands[command](parameters) });
  } catch (error) {
    process.send?.({ error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));
