import { Agent, type ClientRequestArgs, createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type Duplex, PassThrough } from 'node:stream';
import { AlipayClient, AlipayTimeoutError, AlipayTransportError, nodeTransport } from '@lingpai/alipay';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alipayKeys, appKeys, signedResponse } from '../support/alipay-stand-in.js';
import { recordingServer } from '../support/local-server.js';
import { rawServer } from '../support/raw-server.js';

/** Makes its connections through a proxy, as the agents of proxy packages do. */
class ProxyAgent extends Agent {
  readonly #port: number;

  constructor(port: number) {
    super({ keepAlive: true });
    this.#port = port;
  }

  override createConnection(
    target: ClientRequestArgs,
    callback: (error: Error | null, socket: Duplex) => void = () => {},
  ): undefined {
    const path = `${target.host}:${target.port}`;
    const failed = (error: Error) => callback(error, new PassThrough());
    httpRequest({ host: '127.0.0.1', port: this.#port, method: 'CONNECT', path })
      .on('connect', ({ statusCode }, socket) => {
        if (statusCode === 200) callback(null, socket);
        else failed(new Error('the proxy refused'));
      })
      .on('error', failed)
      .end();
  }
}

const proxied: string[] = [];
let allowed = true;
const proxy = createServer().on('connect', (incoming, socket: Socket) => {
  const target = incoming.url ?? '';
  proxied.push(target);
  if (!allowed) {
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    return;
  }
  const [host, port] = target.split(':');
  const upstream = connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    upstream.pipe(socket).pipe(upstream);
  });
  for (const end of [socket, upstream]) end.on('error', () => {});
});

let server: Awaited<ReturnType<typeof recordingServer>>;
let agent: ProxyAgent;

beforeEach(async () => {
  proxied.length = 0;
  allowed = true;
  server = await recordingServer();
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  agent = new ProxyAgent((proxy.address() as AddressInfo).port);
});
afterEach(async () => {
  agent.destroy();
  await server[Symbol.asyncDispose]();
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});

function client(options: object): AlipayClient {
  return new AlipayClient({
    appId: '2021000000000001',
    privateKey: appKeys.privateKey,
    alipayPublicKey: alipayKeys.publicKey,
    endpoint: server.origin,
    ...options,
  });
}

describe('the option agent', () => {
  it('takes calls through a proxy, and uses its connections again', async () => {
    const through = client({ agent });
    for (let count = 0; count < 3; count += 1) await through.request({ method: 'GET', path: '/v3/x' });

    expect(server.received.map(({ url }) => url)).toEqual(['/v3/x', '/v3/x', '/v3/x']);
    expect(proxied).toEqual([server.origin.slice('http://'.length)]);
  });

  it('is given to a transport that is made by hand', async () => {
    await client({ transport: nodeTransport({ agent }) }).request({ method: 'GET', path: '/v3/x' });
    expect(proxied).toHaveLength(1);
  });

  it('knows that nothing was sent when the proxy refuses', async () => {
    allowed = false;
    const error: unknown = await client({ agent, maxRetries: 0 })
      .request({ method: 'POST', path: '/v3/x' })
      .catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(AlipayTransportError);
    expect(error).toMatchObject({ outcome: 'not-sent', cause: new Error('the proxy refused') });
  });

  it('is refused together with transport', () => {
    expect(() => client({ agent, transport: () => signedResponse({}) })).toThrow(
      new TypeError('agent: found together with transport; give the agent to the transport'),
    );
  });
});

describe('nodeTransport', () => {
  it('knows that nothing was sent while the connection is not secured', async () => {
    await using silent = await rawServer(() => {});
    const url = silent.origin.replace('http:', 'https:');
    const request = { method: 'POST', url, headers: {}, body: '{}', timeout: 50, maxResponseBytes: 1 };

    await expect(nodeTransport()(request)).rejects.toEqual(new AlipayTimeoutError(50, 'not-sent'));
  });

  it('passes over 100 Continue', async () => {
    await using continuing = await rawServer((socket) => {
      socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
    const request = { method: 'GET', url: continuing.origin, headers: {}, timeout: 1_000, maxResponseBytes: 1 };
    await expect(nodeTransport()(request)).resolves.toMatchObject({ status: 200 });
  });
});
