import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AlipayContentError,
  AlipayTimeoutError,
  AlipayTransportError,
  fetchTransport,
  nodeTransport,
  type Transport,
  type TransportRequest,
  undiciTransport,
} from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { deferred } from '../support/deferred.js';
import { localServer } from '../support/local-server.js';
import { closed, rawServer, writeForever } from '../support/raw-server.js';
import { Agent } from '../support/undici.js';

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, value) => value));

function requestTo(url: string, more: Partial<TransportRequest> = {}): TransportRequest {
  return { method: 'GET', url, headers: {}, timeout: 5_000, maxResponseBytes: 1024 * 1024, ...more };
}

async function failureOf(pending: Promise<unknown>): Promise<unknown> {
  return pending.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
}

async function expectTransportError(pending: Promise<unknown>, outcome: 'not-sent' | 'unknown'): Promise<void> {
  const error = await failureOf(pending);
  expect(error).toBeInstanceOf(AlipayTransportError);
  expect(error).not.toBeInstanceOf(AlipayTimeoutError);
  expect(error).toMatchObject({ outcome });
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe.each<[string, () => Transport]>([
  ['nodeTransport', nodeTransport],
  ['fetchTransport', fetchTransport],
  ['undiciTransport', () => undiciTransport(new Agent())],
])('%s', (_, make) => {
  const transport = make();

  it('brings status, headers and the exact bytes, whatever they are', async () => {
    await using server = await localServer((_, outgoing) => {
      outgoing.writeHead(418, { 'Alipay-Trace-Id': 'T1', 'X-Two': ['a', 'b'], 'Content-Type': 'text/html' });
      outgoing.end(everyByte);
    });
    const response = await transport(requestTo(`${server.origin}/x`));

    expect(response.status).toBe(418);
    expect(response.headers).toMatchObject({ 'alipay-trace-id': 'T1', 'x-two': 'a, b', 'content-type': 'text/html' });
    expect(Buffer.isBuffer(response.body)).toBe(true);
    expect(response.body.equals(everyByte)).toBe(true);
  });

  it('brings a response without a body', async () => {
    await using server = await localServer((_, outgoing) => outgoing.writeHead(204).end());
    const response = await transport(requestTo(server.origin));
    expect(response).toMatchObject({ status: 204, body: Buffer.alloc(0) });
  });

  it.each<[string, () => TransportRequest['body'], Record<string, string>, [string | undefined, string | undefined]]>([
    ['text', () => '{"店":1}', { 'content-length': '9' }, ['9', undefined]],
    ['bytes', () => Buffer.from('{"店":1}'), { 'content-length': '9' }, ['9', undefined]],
    ['a stream', () => chunks('{"店', '":1}'), {}, [undefined, 'chunked']],
    ['a stream of known length', () => chunks('{"店', '":1}'), { 'content-length': '9' }, ['9', undefined]],
  ])('sends verb, address, headers and %s exactly as they are', async (_, body, headers, expected) => {
    const received = deferred<{ method: string; url: string; headers: IncomingHttpHeaders; body: string }>();
    await using server = await localServer(async (incoming, outgoing) => {
      const parts = await incoming.toArray();
      const { method = '', url = '' } = incoming;
      received.resolve({ method, url, headers: incoming.headers, body: Buffer.concat(parts).toString() });
      outgoing.end();
    });
    const url = `${server.origin}/v3/a%20b%27c/d?x=%E5%BA%97&y=a+b%2F`;
    await transport(requestTo(url, { method: 'PATCH', headers: { 'x-a': 'b', ...headers }, body: body() }));

    const request = await received.promise;
    expect(request).toMatchObject({ method: 'PATCH', url: url.slice(server.origin.length), body: '{"店":1}' });
    expect(request.headers['x-a']).toBe('b');
    expect([request.headers['content-length'], request.headers['transfer-encoding']]).toEqual(expected);
  });

  it('asks for no compression', async () => {
    const asked = deferred<unknown>();
    await using server = await localServer((incoming, outgoing) => {
      asked.resolve(incoming.headers['accept-encoding'] ?? 'identity');
      outgoing.end();
    });
    await transport(requestTo(server.origin));
    expect(await asked.promise).toBe('identity');
  });

  it('does not follow redirects', async () => {
    await using server = await localServer((_, outgoing) => outgoing.writeHead(307, { location: '/other' }).end('{}'));
    expect(await transport(requestTo(server.origin, { method: 'POST', body: '{}' }))).toMatchObject({
      status: 307,
      headers: { location: '/other' },
    });
  });

  it('skips informational responses', async () => {
    await using server = await rawServer((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n');
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
    });
    expect(await transport(requestTo(server.origin))).toMatchObject({ status: 200, body: Buffer.from('{}') });
  });

  it('fails at once when the server switches protocols', async () => {
    const head = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n';
    await using server = await rawServer((socket) => socket.write(head));
    await expectTransportError(transport(requestTo(server.origin, { timeout: 600_000 })), 'unknown');
  });

  it('says that a request was not sent when no server listens', async () => {
    const server = await localServer(() => {});
    const { origin } = server;
    await server[Symbol.asyncDispose]();
    await expectTransportError(transport(requestTo(origin, { method: 'POST', body: '{}' })), 'not-sent');
  });

  it('says that a request was not sent when there is no such host', async () => {
    await expectTransportError(transport(requestTo('http://alipay.invalid/')), 'not-sent');
  });

  it.each<[string, (socket: Socket) => void]>([
    ['is closed before a response', (socket) => socket.end()],
    ['is reset before a response', (socket) => socket.resetAndDestroy()],
    ['breaks in the headers', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
    [
      'breaks before the announced length',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half'),
    ],
    [
      'breaks before the last chunk',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"hal\r\n'),
    ],
    ['speaks no HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n\r\n')],
    [
      'brings a header of 10 MB',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx-long: ');
        for (let count = 0; count < 10; count += 1) socket.write(Buffer.alloc(1024 * 1024, 'x'));
        socket.end('\r\n\r\n{}');
      },
    ],
  ])('does not know what became of a request whose connection %s', async (_, response) => {
    await using server = await rawServer(response);
    await expectTransportError(transport(requestTo(server.origin, { method: 'POST', body: '{}' })), 'unknown');
  });

  it.each<[string, (socket: Socket) => void]>([
    ['is silent', () => {}],
    ['stops in the body', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{')],
    ['gives informational responses only', (socket) => writeForever(socket, Buffer.from('HTTP/1.1 103 Wait\r\n\r\n'))],
  ])('gives up after its time when the server %s, and closes the connection', async (_, response) => {
    let requests = 0;
    await using server = await rawServer((socket) => {
      requests += 1;
      if (requests === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      else response(socket);
    });
    // Leaves a connection to use again, so that the time-out does not end before the request is sent.
    await transport(requestTo(server.origin));
    await nextTurn();
    const error = await failureOf(transport(requestTo(server.origin, { timeout: 100 })));

    expect(error).toBeInstanceOf(AlipayTimeoutError);
    expect(error).toMatchObject({ timeout: 100, outcome: 'unknown' });
    await Promise.all(server.sockets.map(closed));
  });

  it.each<[string, string]>([
    ['of announced length', 'content-length: 99999999999'],
    ['in chunks', 'transfer-encoding: chunked'],
    ['that ends with the connection', 'connection: close'],
  ])('does not read further than its limit in a body %s that never ends', async (_, header) => {
    const arrived = deferred<Socket>();
    const chunk = header.includes('chunked') ? `8000\r\n${'x'.repeat(0x8000)}\r\n` : 'x'.repeat(0x8000);
    await using server = await rawServer((socket) => {
      arrived.resolve(socket);
      socket.write(`HTTP/1.1 200 OK\r\nalipay-trace-id: T2\r\n${header}\r\n\r\n`);
      writeForever(socket, Buffer.from(chunk));
    });
    const error = await failureOf(transport(requestTo(server.origin, { maxResponseBytes: 100_000 })));

    expect(error).toBeInstanceOf(AlipayContentError);
    expect(error).toMatchObject({
      message: 'the response is larger than 100000 bytes',
      problem: 'too-large',
      status: 200,
      traceId: 'T2',
    });
    const socket = await arrived.promise;
    await closed(socket);
    expect(socket.bytesWritten).toBeLessThan(50 * 1024 * 1024);
  });

  it('takes a response of exactly its limit', async () => {
    await using server = await localServer((_, outgoing) => outgoing.end(everyByte));
    const { body } = await transport(requestTo(server.origin, { maxResponseBytes: everyByte.length }));
    expect(body.length).toBe(everyByte.length);
  });

  it('ends with the caller’s signal, before and while it sends', async () => {
    const arrived = deferred<Socket>();
    await using server = await rawServer((socket) => arrived.resolve(socket));
    const reason = new Error('enough');
    await expect(transport(requestTo(server.origin, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(server.sockets).toHaveLength(0);

    const controller = new AbortController();
    const pending = failureOf(transport(requestTo(server.origin, { signal: controller.signal })));
    const socket = await arrived.promise;
    controller.abort(reason);
    expect(await pending).toBe(reason);
    await closed(socket);
  });

  it('uses a connection again', async () => {
    await using server = await rawServer((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'));
    for (let count = 0; count < 9; count += 1) await transport(requestTo(server.origin));
    expect(server.sockets.length).toBeLessThan(4);
  });

  it('rejects with what a body failed with', async () => {
    const arrived = deferred<Socket>();
    await using server = await rawServer((socket) => arrived.resolve(socket));
    const failure = new AlipayTransportError('file: gone', { outcome: 'unknown' });
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{');
      await arrived.promise;
      throw failure;
    }
    await expect(transport(requestTo(server.origin, { method: 'POST', body: failing() }))).rejects.toBe(failure);
    await closed(await arrived.promise);
  });

  it('stops sending when the response comes before the body’s end', async () => {
    const arrived = deferred<Socket>();
    const stopped = deferred();
    await using server = await rawServer((socket) => {
      arrived.resolve(socket);
      socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\n{}');
    });
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield Buffer.alloc(1024);
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        stopped.resolve();
      }
    }
    await expect(transport(requestTo(server.origin, { method: 'POST', body: endless() }))).resolves.toMatchObject({
      status: 413,
      body: Buffer.from('{}'),
    });
    await stopped.promise;
    await closed(await arrived.promise);
  });

  describe('as a stream', () => {
    function streamOf(request: TransportRequest) {
      if (transport.stream === undefined) throw new Error('it has no stream');
      return transport.stream(request);
    }

    const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';

    it('brings the response from its beginning, in no more time than its end takes', async () => {
      const arrived = deferred<Socket>();
      await using server = await rawServer((socket) => {
        arrived.resolve(socket);
        socket.write(`${head}3\r\none\r\n`);
      });
      const { status, headers, body } = await streamOf(requestTo(server.origin, { timeout: 1_000 }));
      const socket = await arrived.promise;
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/event-stream');

      const read: string[] = [];
      for await (const chunk of body) {
        read.push(Buffer.from(chunk).toString());
        if (read.length === 1) socket.write('3\r\ntwo\r\n0\r\n\r\n');
      }
      expect(read).toEqual(['one', 'two']);
    });

    it('closes the connection when its reader has enough', async () => {
      await using server = await rawServer((socket) => {
        socket.write(head);
        writeForever(socket, Buffer.from(`400\r\n${'x'.repeat(0x400)}\r\n`));
      });
      const { body } = await streamOf(requestTo(server.origin));
      for await (const chunk of body) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      const [socket] = server.sockets;
      if (socket !== undefined) await closed(socket);
    });

    it('ends with the caller’s signal while it is read', async () => {
      await using server = await rawServer((socket) => socket.write(`${head}1\r\nx\r\n`));
      const controller = new AbortController();
      const { body } = await streamOf(requestTo(server.origin, { signal: controller.signal }));
      const reason = new Error('enough');
      async function readAll(): Promise<void> {
        for await (const _ of body) controller.abort(reason);
      }
      await expect(readAll()).rejects.toBe(reason);
      const [socket] = server.sockets;
      if (socket !== undefined) await closed(socket);
    });

    it('fails when the connection breaks in the middle', async () => {
      const arrived = deferred<Socket>();
      await using server = await rawServer((socket) => {
        arrived.resolve(socket);
        socket.write(`${head}1\r\nx\r\n`);
      });
      const { body } = await streamOf(requestTo(server.origin));
      const socket = await arrived.promise;
      async function readAll(): Promise<void> {
        for await (const _ of body) {
          socket.resetAndDestroy();
          await once(socket, 'close');
        }
      }
      await expectTransportError(readAll(), 'unknown');
    });

    it('gives up when the beginning takes too long, and fails when it never comes', async () => {
      await using silent = await rawServer(() => {});
      await expect(streamOf(requestTo(silent.origin, { timeout: 50 }))).rejects.toBeInstanceOf(AlipayTimeoutError);
      await using closing = await rawServer((socket) => socket.end());
      await expectTransportError(streamOf(requestTo(closing.origin)), 'unknown');
      await expect(streamOf(requestTo(closing.origin, { signal: AbortSignal.abort('no') }))).rejects.toBe('no');
    });

    it('responds to an upload as well', async () => {
      await using server = await localServer(async (incoming, outgoing) => {
        outgoing.end(Buffer.concat(await incoming.toArray()));
      });
      const { body } = await streamOf(requestTo(server.origin, { method: 'POST', body: chunks('one', 'two') }));
      const read: Uint8Array[] = [];
      for await (const chunk of body) read.push(chunk);
      expect(Buffer.concat(read).toString()).toBe('onetwo');
    });
  });
});

it('nodeTransport fails at once when the server switches protocols without naming one', async () => {
  await using server = await rawServer((socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
  await expectTransportError(nodeTransport()(requestTo(server.origin, { timeout: 600_000 })), 'unknown');
});
