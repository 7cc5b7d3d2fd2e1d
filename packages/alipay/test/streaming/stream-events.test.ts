import type { Socket } from 'node:net';
import {
  AlipayApiError,
  AlipayClient,
  type AlipayClientOptions,
  AlipayContentError,
  AlipaySignatureError,
  AlipayTimeoutError,
  AlipayTransportError,
  fetchTransport,
  nodeTransport,
  type RequestOutcome,
  type ServerEvent,
  type StreamOptions,
  type Transport,
  undiciTransport,
} from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { alipayKeys, appKeys, type StandInResponse, signedResponse } from '../support/alipay-stand-in.js';
import { deferred } from '../support/deferred.js';
import { localServer, type ReceivedRequest } from '../support/local-server.js';
import { closed, rawServer } from '../support/raw-server.js';
import { Agent } from '../support/undici.js';

const request = { method: 'POST', path: '/v3/alipay/chat', body: { question: '?' } } as const;
const accept: StreamOptions = { acceptUnsigned: true };
const eventStream = { 'content-type': 'text/event-stream;charset=UTF-8' };
const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n';

function clientFor(endpoint: string, options: Partial<AlipayClientOptions> = {}): AlipayClient {
  return new AlipayClient({
    appId: '2021000000000001',
    privateKey: appKeys.privateKey,
    alipayPublicKey: alipayKeys.publicKey,
    endpoint,
    sleep: async () => {},
    ...options,
  });
}

async function all(events: AsyncIterable<ServerEvent>): Promise<[string, string][]> {
  const read: [string, string][] = [];
  for await (const { event, data } of events) read.push([event, data]);
  return read;
}

function failureOf(pending: Promise<unknown>): Promise<unknown> {
  return pending.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
}

/** A server that responds to its requests in turn. */
async function answering(...responses: StandInResponse[]) {
  const received: ReceivedRequest[] = [];
  const server = await localServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray());
    const { method = '', url = '', headers } = incoming;
    const response = await signedResponse(responses[received.length] ?? {});
    received.push({ method, url, headers, body });
    outgoing.writeHead(response.status, response.headers).end(response.body);
  });
  return { ...server, received };
}

describe.each<[string, () => Transport]>([
  ['nodeTransport', nodeTransport],
  ['fetchTransport', fetchTransport],
  ['undiciTransport', () => undiciTransport(new Agent())],
])('a stream of events over %s', (_, make) => {
  it('is signed and sent like any call, and read event by event', async () => {
    const body = 'event: start\ndata: {}\n\ndata: 一\ndata: 二\n\n';
    await using server = await answering({ body, headers: eventStream, signed: false });
    const outcomes: RequestOutcome[] = [];
    const client = clientFor(server.origin, {
      transport: make(),
      onResponse: (outcome) => outcomes.push(outcome),
    }).onBehalfOf('merchant-token');

    await expect(all(client.stream(request, accept))).resolves.toEqual([
      ['start', '{}'],
      ['message', '一\n二'],
    ]);
    expect(server.received).toMatchObject([
      { method: 'POST', url: '/v3/alipay/chat', body: Buffer.from('{"question":"?"}') },
    ]);
    expect(server.received[0]?.headers).toMatchObject({
      accept: 'text/event-stream, application/json',
      'alipay-app-auth-token': 'merchant-token',
      authorization: expect.stringMatching(/^ALIPAY-SHA256withRSA app_id=2021000000000001,nonce=.*,sign=/),
    });
    expect(outcomes).toMatchObject([{ status: 200, error: undefined, traceId: 'trace-1' }]);
  });

  it('closes its connection when the reader leaves', async () => {
    await using server = await rawServer((socket) => socket.write(`${head}data: 1\n\ndata: 2\n\n`));
    for await (const { data } of clientFor(server.origin, { transport: make() }).stream(request, accept)) {
      expect(data).toBe('1');
      break;
    }
    const [socket] = server.sockets;
    if (socket !== undefined) await closed(socket);
  });

  it('ends when nothing comes for too long, and closes its connection', async () => {
    await using server = await rawServer((socket) => socket.write(`${head}data: 1\n\ndata: 2\n`));
    const client = clientFor(server.origin, { transport: make() });
    const error = await failureOf(all(client.stream(request, { ...accept, idleTimeout: 30 })));

    expect(error).toBeInstanceOf(AlipayTimeoutError);
    expect(error).toMatchObject({ timeout: 30, outcome: 'unknown' });
    const [socket] = server.sockets;
    if (socket !== undefined) await closed(socket);
  });

  it('ends with the caller’s signal', async () => {
    await using server = await rawServer((socket) => socket.write(`${head}data: 1\n\n`));
    const controller = new AbortController();
    const events = clientFor(server.origin, { transport: make() }).stream(request, {
      ...accept,
      signal: controller.signal,
    });
    async function readAll(): Promise<void> {
      for await (const _ of events) controller.abort('enough');
    }
    await expect(readAll()).rejects.toBe('enough');
  });

  it('is not repeated once events have arrived', async () => {
    const arrived = deferred<Socket>();
    await using server = await rawServer((socket) => {
      arrived.resolve(socket);
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 1000\r\n\r\ndata: 1\n\n');
    });
    const events = clientFor(server.origin, { transport: make() }).stream(request, { ...accept, retry: true });
    await events.next();
    (await arrived.promise).resetAndDestroy();

    await expect(events.next()).rejects.toBeInstanceOf(AlipayTransportError);
    expect(server.sockets).toHaveLength(1);
  });
});

describe('a call whose response is not a stream', () => {
  const cases: [string, StandInResponse, new (...parameters: never[]) => Error, object][] = [
    [
      'a signed error',
      { status: 403, body: '{"code":"invalid-app-auth-token","message":"no"}', signed: true },
      AlipayApiError,
      { code: 'invalid-app-auth-token', verified: true },
    ],
    [
      'an unsigned error',
      { status: 400, body: '{"code":"x","message":"no"}' },
      AlipayApiError,
      { code: 'x', verified: false },
    ],
    [
      'an error with a wrong signature',
      { status: 400, headers: { 'alipay-timestamp': '1', 'alipay-nonce': '1', 'alipay-signature': 'AAAA' } },
      AlipaySignatureError,
      { problem: 'wrong', status: 400 },
    ],
    ['JSON without a signature', { signed: false }, AlipaySignatureError, { problem: 'missing', status: 200 }],
    [
      'signed JSON',
      { headers: { 'content-type': 'application/json' } },
      AlipayContentError,
      { problem: 'not-events', status: 200, traceId: 'trace-1', message: 'the response is not a stream of events' },
    ],
    [
      'an error that is called a stream',
      { status: 500, headers: eventStream, body: '{"code":"unknow-error","message":"no"}' },
      AlipayApiError,
      { code: 'unknow-error' },
    ],
    ['too large an error', { status: 500, body: 'x'.repeat(200) }, AlipayContentError, { problem: 'too-large' }],
  ];

  it.each(cases)('rejects with what any call rejects with: %s', async (_, response, kind, facts) => {
    await using server = await answering(response);
    const client = clientFor(server.origin, { maxResponseBytes: 100 });
    const error = await failureOf(all(client.stream(request, accept)));

    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject(facts);
  });

  it('is repeated where that cannot hurt', async () => {
    const limited = { status: 429, body: '{"code":"app-call-limited","message":"slow down"}', signed: true };
    await using server = await answering(limited, { headers: eventStream, body: 'data: 1\n\n' });
    const outcomes: (number | undefined)[] = [];
    const client = clientFor(server.origin, { onResponse: ({ status }) => outcomes.push(status) });

    await expect(all(client.stream(request, accept))).resolves.toEqual([['message', '1']]);
    expect(outcomes).toEqual([429, 200]);
    const nonces = server.received.map(({ headers }) => /nonce=([^,]*)/.exec(headers.authorization ?? '')?.[1]);
    expect(new Set(nonces).size).toBe(2);
  });

  it('has one time-out for everything until the headers, and for the whole of an error', async () => {
    const timeout = 200;
    await using server = await rawServer((socket) => {
      setTimeout(() => socket.write('HTTP/1.1 500 No\r\ncontent-length: 9\r\n\r\n{'), 150);
      // Within the time-out of the headers and the whole time-out of a body, but not within one for both.
      setTimeout(() => socket.write('"a": 12}'), 300);
    });
    await expect(all(clientFor(server.origin).stream(request, { ...accept, timeout }))).rejects.toEqual(
      new AlipayTimeoutError(timeout, 'unknown'),
    );
  });

  it('ends with the reason of its signal while it waits for a token, and while it waits for events', async () => {
    const reason = new Error('the user left');
    await using server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: 1\n\n');
    });
    const controller = new AbortController();
    const events = clientFor(server.origin).stream(request, { ...accept, signal: controller.signal });
    await expect(events.next()).resolves.toMatchObject({ value: { data: '1' } });
    const next = events.next();
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);

    const early = new AbortController();
    const waiting = clientFor(server.origin)
      .onBehalfOf(() => new Promise<never>(() => early.abort(reason)))
      .stream(request, { ...accept, signal: early.signal });
    await expect(waiting.next()).rejects.toBe(reason);
  });

  it('rejects when an error does not end in time', async () => {
    await using server = await rawServer((socket) => socket.write('HTTP/1.1 500 No\r\ncontent-length: 9\r\n\r\n{'));
    const events = clientFor(server.origin).stream(request, { ...accept, timeout: 40 });
    await expect(all(events)).rejects.toEqual(new AlipayTimeoutError(40, 'unknown'));
  });

  it('rejects when an event is too long', async () => {
    await using server = await answering({ headers: eventStream, body: `data: 1\n\ndata: ${'x'.repeat(50)}` });
    const error = await failureOf(all(clientFor(server.origin).stream(request, { ...accept, maxEventLength: 50 })));
    expect(error).toBeInstanceOf(AlipayContentError);
    expect(error).toMatchObject({
      message: 'an event of the stream is longer than maxEventLength',
      problem: 'too-large',
      traceId: 'trace-1',
    });
  });
});

describe('the options of a stream', () => {
  const client = clientFor('http://127.0.0.1:9');

  it.each<[unknown, string]>([
    [undefined, 'acceptUnsigned: expected true, for Alipay signs no stream and only TLS protects its events'],
    [{}, 'acceptUnsigned: expected true, for Alipay signs no stream and only TLS protects its events'],
    [{ ...accept, idleTimeout: 0 }, 'idleTimeout: expected a positive number, found 0'],
    [{ ...accept, idleTimeout: 2 ** 31 }, 'idleTimeout: expected at most 2147483647 ms, found 2147483648'],
    [{ ...accept, maxEventLength: 0.5 }, 'maxEventLength: expected a positive integer'],
  ])('%j are refused when the iteration begins', async (options, message) => {
    const events = client.stream(request, options as StreamOptions);
    await expect(events.next()).rejects.toEqual(new TypeError(message));
  });

  it('need a transport that streams', async () => {
    const events = clientFor('http://127.0.0.1:9', { transport: () => signedResponse({}) }).stream(request, accept);
    await expect(events.next()).rejects.toEqual(
      new TypeError('transport: it has no method stream, which streams need'),
    );
  });

  it('come with a catalogued operation too', async () => {
    await using server = await answering({ headers: eventStream, body: 'data: 1\n\n' });
    const operation = { id: 'alipay.chat', method: 'GET', path: '/v3/chat/{id}', pathParameters: ['id'] } as const;
    const events = clientFor(server.origin).stream({ operation, parameters: { id: 'a b' } }, accept);

    await expect(all(events)).resolves.toEqual([['message', '1']]);
    expect(server.received[0]?.url).toBe('/v3/chat/a%20b');
  });
});
