import { createServer, request as httpRequest } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { AlipayClient } from '@lingpai/alipay';
import { ProxyAgent } from 'proxy-agent';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alipayKeys, appKeys, signedResponse } from '../support/alipay-stand-in.js';
import { recordingServer } from '../support/local-server.js';
import { tlsCertificate } from '../support/tls-certificate.js';

/** What the proxy was asked for. */
const proxied: string[] = [];
const proxy = createServer((incoming, outgoing) => {
  proxied.push(`${incoming.method} ${incoming.url}`);
  const { method, headers } = incoming;
  const forwarded = httpRequest(incoming.url ?? '', { method, headers }, (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(outgoing);
  });
  incoming.pipe(forwarded);
}).on('connect', ({ url = '' }, socket: Socket) => {
  proxied.push(`CONNECT ${url}`);
  const upstream = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    upstream.pipe(socket).pipe(upstream);
  });
  for (const end of [socket, upstream]) end.on('error', () => {});
});

let agent: ProxyAgent | undefined;

beforeEach(async () => {
  proxied.length = 0;
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  for (const name of ['http_proxy', 'https_proxy']) vi.stubEnv(name, `http://127.0.0.1:${port}`);
  for (const name of ['no_proxy', 'NO_PROXY', 'all_proxy', 'ALL_PROXY']) vi.stubEnv(name, '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  agent?.destroy();
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});

function call(endpoint: string, options: ConstructorParameters<typeof ProxyAgent>[0] = {}): Promise<unknown> {
  agent = new ProxyAgent({ keepAlive: true, ...options });
  const keys = { privateKey: appKeys.privateKey, alipayPublicKey: alipayKeys.publicKey };
  const client = new AlipayClient({ appId: '2021000000000001', ...keys, endpoint, agent });
  return client.request({ method: 'POST', path: '/v3/x', body: { a: 1 } });
}

describe('the agent of the package proxy-agent', () => {
  it('sends calls through the proxy that the environment names', async () => {
    await using server = await recordingServer();
    await expect(call(server.origin)).resolves.toEqual({});
    expect(proxied).toEqual([`POST ${server.origin}/v3/x`]);
    expect(server.received).toHaveLength(1);
  });

  it('opens a tunnel for https, so that the proxy sees the host only', async () => {
    const { key, cert } = await tlsCertificate();
    const server = createTlsServer({ key, cert }, async (incoming, outgoing) => {
      incoming.resume();
      const { status, headers, body } = await signedResponse({});
      outgoing.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await expect(call(`https://localhost:${port}`, { ca: cert })).resolves.toEqual({});
      expect(proxied).toEqual([`CONNECT localhost:${port}`]);
    } finally {
      agent?.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('connects directly to hosts in NO_PROXY', async () => {
    vi.stubEnv('no_proxy', '127.0.0.1');
    await using server = await recordingServer();
    await expect(call(server.origin)).resolves.toEqual({});
    expect(proxied).toEqual([]);
  });
});
