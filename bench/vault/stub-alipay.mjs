// An Alipay in a process of its own that gives fresh credentials for every code and refresh token, signed; after a
// while, when it is told to. Counts its calls.
import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { merchantOf, newResponse, newStatus } from './merchants.mjs';

const signBytes = promisify(sign);
let privateKey;
let latency = 0;
let calls = 0;

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  calls += 1;
  const body = Buffer.from(JSON.stringify(modelOf(request.url ?? '', Buffer.concat(chunks).toString())));
  if (latency > 0) await pause(latency);
  const timestamp = String(Date.now());
  const nonce = randomBytes(8).toString('hex');
  const signed = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': body.length,
    'alipay-timestamp': timestamp,
    'alipay-nonce': nonce,
    'alipay-trace-id': randomBytes(12).toString('hex'),
    'alipay-signature': (await signBytes('RSA-SHA256', signed, privateKey)).toString('base64'),
  });
  response.end(body);
});
server.keepAliveTimeout = 60_000;

/** The vault's question whether a token is valid is the one call without a body. */
function modelOf(url, text) {
  if (text === '') return newStatus(merchantOf(new URL(url, 'http://stub').searchParams.get('app_auth_token') ?? ''));
  const { code, refresh_token: refreshToken } = JSON.parse(text);
  return newResponse(merchantOf(refreshToken ?? code));
}

const commands = {
  async setUp({ alipayPrivateKey }) {
    privateKey = createPrivateKey(alipayPrivateKey);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return { port: /** @type {import('node:net').AddressInfo} */ (server.address()).port };
  },
  setLatency(milliseconds) {
    latency = milliseconds.latency;
    return {};
  },
  calls: () => ({ calls }),
};

process.on('message', async ({ command, ...parameters }) => {
  try {
    process.send?.({ result: await commands[command](parameters) });
  } catch (error) {
    process.send?.({ error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));
