import { once } from 'node:events';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { AlipayTimeoutError, AlipayTransportError, nodeTransport, type TransportRequest } from '@lingpai/alipay';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standInClient } from '../support/alipay-stand-in.js';
import { tlsCertificate } from '../support/tls-certificate.js';

let certificate: Awaited<ReturnType<typeof tlsCertificate>>;
let http2: Http2SecureServer;
let http1: Server;
/** What the HTTP/2 server does with the next request. */
let response: (stream: ServerHttp2Stream, headers: Record<string, unknown>) => void;

beforeAll(async () => {
  certificate = await tlsCertificate();
  http2 = createSecureServer(certificate);
  http2.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    response(stream, headers);
  });
  http1 = createServer(certificate, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: over 1.1\n\n');
  });
  for (const server of [http2, http1]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
});
afterAll(() => {
  http2.close();
  http1.close();
  http1.closeAllConnections();
});

const endpointOf = (server: Http2SecureServer | Server) =>
  `https://localhost:${(server.address() as AddressInfo).port}`;

function requestTo(server: Http2SecureServer | Server, more: Partial<TransportRequest> = {}): TransportRequest {
  return {
    method: 'POST',
    url: `${endpointOf(server)}/v3/x?y=1`,
    headers: { a: 'b' },
    timeout: 5000,
    maxResponseBytes: 100,
    ...more,
  };
}

function open(request: TransportRequest) {
  const { stream } = nodeTransport({ ca: certificate.cert });
  if (stream === undefined) throw new Error('it streams');
  return stream(request);
}

async function read(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('a stream over TLS', () => {
  it.each([
    ['keep-alive', 'x'],
    ['te', 'gzip'],
    ['trailer', 'x'],
    ['a b', 'x'],
  ])('leaves no connection behind when it cannot send the header %s', async (name, value) => {
    response = (stream) => stream.respond({ ':status': 200 }, { endStream: true });
    for (const server of [http2, http1]) {
      let connections = 0;
      const ended = new Promise<void>((resolve) => {
        server.once('connection', (socket) => {
          connections += 1;
          socket.once('close', () => resolve());
          socket.on('error', () => {});
        });
      });
      const opened = await open(requestTo(server, { headers: { [name]: value }, timeout: 600_000 })).then(
        ({ body }) => read(body),
        (error: unknown) => error,
      );
      await ended;
      expect(connections).toBe(1);
      expect(opened).toBeDefined();
    }
  });

  it('goes over HTTP/2 where the server speaks it', async () => {
    let seen: Record<string, unknown> = {};
    let sent = '';
    response = async (stream, headers) => {
      seen = headers;
      sent = await read(stream);
      stream.respond({ ':status': 200, 'content-type': 'text/event-stream', 'x-trace': 't' });
      stream.end('data: over 2\n\n');
    };
    const { status, headers, body } = await open(requestTo(http2, { body: '{"q":1}' }));
    expect([status, headers['x-trace'], await read(body)]).toEqual([200, 't', 'data: over 2\n\n']);
    expect(seen).toMatchObject({ ':method': 'POST', ':path': '/v3/x?y=1', a: 'b' });
    expect(sent).toBe('{"q":1}');
  });

  it('goes over HTTP/1.1 where it does not', async () => {
    const { status, body } = await open(requestTo(http1));
    expect([status, await read(body)]).toEqual([200, 'data: over 1.1\n\n']);
  });

  it('sends a body that is itself a stream', async () => {
    let sent = '';
    response = async (stream) => {
      sent = await read(stream);
      stream.respond({ ':status': 204 });
      stream.end();
    };
    const parts = (async function* () {
      yield Buffer.from('ab');
      yield Buffer.from('cd');
    })();
    const { status, body } = await open(requestTo(http2, { body: parts }));
    expect([status, await read(body), sent]).toEqual([204, '', 'abcd']);
  });

  it('gives the events of a call', async () => {
    response = (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
      stream.end('event: a\ndata: 1\n\ndata: 2\n\n');
    };
    const client = standInClient(nodeTransport({ ca: certificate.cert }), { endpoint: endpointOf(http2) });
    const events: string[] = [];
    for await (const { event, data } of client.stream({ method: 'POST', path: '/v3/x' }, { acceptUnsigned: true })) {
      events.push(`${event} ${data}`);
    }
    expect(events).toEqual(['a 1', 'message 2']);
  });

  it('ends when its reader leaves', async () => {
    const closed = new Promise<void>((resolve) => {
      response = (stream) => {
        stream.on('close', resolve);
        stream.respond({ ':status': 200 });
        stream.write('data: 1\n\n');
      };
    });
    const { body } = await open(requestTo(http2));
    for await (const _ of body) break;
    await closed;
  });

  it('fails when it breaks', async () => {
    response = (stream) => {
      stream.respond({ ':status': 200 });
      stream.write('data: 1\n\n', () => stream.session?.destroy());
    };
    const { body } = await open(requestTo(http2));
    await expect(read(body)).rejects.toBeInstanceOf(AlipayTransportError);
  });

  it('fails when the server closes the connection without a response', async () => {
    response = (stream) => stream.session?.destroy();
    await expect(open(requestTo(http2))).rejects.toMatchObject({ name: 'AlipayTransportError', outcome: 'unknown' });
  });

  it('has to begin in time', async () => {
    response = () => {};
    // Whether the connection is made by then depends on the machine.
    await expect(open(requestTo(http2, { timeout: 60 }))).rejects.toBeInstanceOf(AlipayTimeoutError);
  });

  it('ends with the caller’s signal, before and after it began', async () => {
    const reason = new Error('enough');
    await expect(open(requestTo(http2, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    const controller = new AbortController();
    response = (stream) => {
      stream.respond({ ':status': 200 });
      stream.write('data: 1\n\n');
    };
    const { body } = await open(requestTo(http2, { signal: controller.signal }));
    const reading = (async () => {
      for await (const _ of body) controller.abort(reason);
    })();
    await expect(reading).rejects.toBe(reason);
  });

  it('does not trust an untrusted certificate', async () => {
    await expect(nodeTransport().stream?.(requestTo(http2))).rejects.toMatchObject({
      outcome: 'not-sent',
      message: 'could not connect to Alipay (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
  });

  it('is known not to have been sent when there is no connection', async () => {
    const nobody = createServer(certificate);
    nobody.listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const request = requestTo(nobody);
    nobody.close();
    await once(nobody, 'close');
    await expect(open(request)).rejects.toMatchObject({ outcome: 'not-sent' });
  });
});

it('takes authorities for its own connections only', () => {
  expect(() => nodeTransport({ ca: 'x', agent: {} as never })).toThrow(
    new TypeError('ca: found together with agent; give it to the agent'),
  );
});
