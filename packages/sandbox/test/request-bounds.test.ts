import { type AddressInfo, connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Sandbox } from '../src/sandbox.js';
import { createServer } from '../src/server/create-server.js';

let server: FastifyInstance;
let port: number;

/** Milliseconds: well below the time after which Node would end a conversation by itself, and much for a busy machine. */
const soon = 15_000;

beforeAll(async () => {
  const sandbox = await Sandbox.create();
  server = createServer(sandbox, new Set(), { headersTimeout: 300, requestTimeout: 300, checkInterval: 50 });
  await server.listen({ port: 0, host: '127.0.0.1', listenTextResolver: () => '' });
  ({ port } = server.server.address() as AddressInfo);
});

afterAll(() => server.close());

interface Conversation {
  readonly response: string;
  /** Bytes that were sent until the connection was closed. */
  readonly sent: number;
  readonly milliseconds: number;
}

/** Sends pieces until there are no more or the connection is closed, then waits for it to be closed. */
async function converse(pieces: Iterable<string>, wait = false): Promise<Conversation> {
  const started = Date.now();
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  let response = '';
  let sent = 0;
  socket.on('data', (chunk: Buffer) => {
    response += chunk;
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (const piece of pieces) {
    if (socket.destroyed || !socket.writable) break;
    sent += piece.length;
    if (!socket.write(piece)) await Promise.race([drained(socket), closed]);
    if (wait) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await closed;
  return { response, sent, milliseconds: Date.now() - started };
}

const drained = (socket: Socket) => new Promise<void>((resolve) => socket.once('drain', () => resolve()));

function* endless(head: string, piece: string): Generator<string> {
  yield head;
  for (;;) yield piece;
}

const head = (path: string, ...lines: string[]) =>
  [`POST ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...lines, '', ''].join('\r\n');
const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
const chunked = 'Transfer-Encoding: chunked';

it('refuses a header of 10 MB after its first kilobytes', async () => {
  const start = 'GET /v3/alipay/trade/query HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ';
  const header = Array.from({ length: 160 }, () => 'a'.repeat(65_536));
  const { response, milliseconds } = await converse([start, ...header, '\r\n\r\n']);
  expect(response).toMatch(/^HTTP\/1\.1 431 |^$/);
  expect(milliseconds).toBeLessThan(soon);
});

it.each([
  ['the v3 gateway', '/v3/alipay/trade/query', 'application/json', 40],
  ['the v3 gateway, as a form', '/v3/alipay/open/file/upload', 'multipart/form-data; boundary=x', 160],
  ['the v2 gateway', '/gateway.do', 'application/x-www-form-urlencoded', 40],
  ['the control API', '/sandbox/faults', 'application/json', 40],
  ['the consent pages', '/oauth2/appToAppAuth.htm', 'application/x-www-form-urlencoded', 40],
])('ends a body that never ends: %s', async (_what, path, type, megabytes) => {
  const { sent, milliseconds } = await converse(endless(head(path, `Content-Type: ${type}`, chunked), chunk));
  expect(sent).toBeLessThan(megabytes * 1024 * 1024);
  expect(milliseconds).toBeLessThan(soon);
});

it('refuses a body that says it is too large before it is sent', async () => {
  const path = '/v3/alipay/trade/query';
  const lines = ['Content-Type: application/json', 'Content-Length: 1000000000', 'Connection: close'];
  const { response } = await converse([head(path, ...lines)]);
  expect(response).toMatch(/^HTTP\/1\.1 400 /);
  expect(response).toContain('invalid-parameter');
});

it.each([
  ['headers', endless('GET / HTTP/1.1\r\n', 'a: b\r\n')],
  ['a body', endless(head('/v3/alipay/trade/query', 'Content-Type: application/json', chunked), '1\r\nx\r\n')],
])('does not wait for %s that trickle in', async (_what, pieces) => {
  const { milliseconds } = await converse(pieces, true);
  expect(milliseconds).toBeLessThan(soon);
});

it('keeps responding', async () => {
  const response = await fetch(`http://127.0.0.1:${port}/sandbox/state`);
  expect(response.status).toBe(200);
});
