import { Readable } from 'node:stream';
import {
  AlipayApiError,
  type AlipayClient,
  type AlipayClientOptions,
  AlipayTimeoutError,
  AlipayTransportError,
  type HttpMethod,
  type Transport,
  type TransportRequest,
} from '@lingpai/alipay';
import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import { describe, expect, it } from 'vitest';
import { type StandInResponse, signedResponse, standInClient } from '../support/alipay-stand-in.js';

type Step = StandInResponse | Error;

const notSent = new AlipayTransportError('could not connect to Alipay', { outcome: 'not-sent' });
const lost = new AlipayTransportError('the connection to Alipay broke', { outcome: 'unknown' });
const limited: StandInResponse = {
  status: 403,
  body: '{"code":"app-call-limited","message":"slow down"}',
  signed: true,
};
const ok: StandInResponse = { body: '{"done":true}' };

interface Scene {
  readonly client: AlipayClient;
  readonly sent: TransportRequest[];
  readonly waits: number[];
}

/** A client whose Alipay does the steps in turn, the last one again and again, and which waits no time. */
function scene(steps: readonly Step[], options: Partial<AlipayClientOptions> = {}): Scene {
  const sent: TransportRequest[] = [];
  const waits: number[] = [];
  const transport: Transport = (request) => {
    const step = steps[Math.min(sent.length, steps.length - 1)];
    sent.push(request);
    return step instanceof Error ? Promise.reject(step) : signedResponse(step ?? ok);
  };
  const sleep = async (milliseconds: number) => {
    waits.push(milliseconds);
  };
  return { client: standInClient(transport, { sleep, random: () => 1, ...options }), sent, waits };
}

function call(client: AlipayClient, method: HttpMethod, options: { retry?: boolean; maxRetries?: number } = {}) {
  return client.request({ method, path: '/v3/alipay/trade/query', ...options });
}

function response(status: number, code: string): StandInResponse {
  return { status, body: JSON.stringify({ code, message: 'no' }) };
}

const html: StandInResponse = { status: 502, body: '<html>', headers: { 'content-type': 'text/html' } };

describe('a call that failed', () => {
  // [what happened, the step, made again for a GET, for a POST, for a POST with retry: true]
  it.each<[string, Step, boolean, boolean, boolean]>([
    ['the request was not sent', notSent, true, true, true],
    ['the connection could not be made in time', new AlipayTimeoutError(5, 'not-sent'), true, true, true],
    ['the response was lost', lost, true, false, true],
    ['the response took too long', new AlipayTimeoutError(5, 'unknown'), true, false, true],
    ['the transport failed in its own way', new Error('?'), true, false, true],
    ['the application’s limit of calls was reached', limited, true, true, true],
    [
      'the method’s limit of calls was reached',
      { ...response(400, 'method-call-limited'), signed: true },
      true,
      true,
      true,
    ],
    ['too many requests were made', { ...response(429, 'whatever'), signed: true }, true, true, true],
    ['an unsigned response names a limit of calls', response(400, 'method-call-limited'), true, false, true],
    ['an unsigned response says that too many requests were made', response(429, 'whatever'), true, false, true],
    ['an intermediary refused too many requests', { status: 429, body: '' }, true, false, true],
    ['an intermediary refused too many requests in HTML', { ...html, status: 429 }, true, false, true],
    ['a gateway got no response', html, true, false, true],
    ['the service was unavailable', response(503, 'unavailable'), true, false, true],
    ['a gateway waited in vain', { status: 504, body: '' }, true, false, true],
    ['a parameter was wrong', response(400, 'invalid-parameter'), false, false, false],
    ['Alipay failed', response(500, 'unknow-error'), false, false, false],
    ['the response was not signed', { body: '{}', signed: false }, false, false, false],
    [
      'a gateway’s status came with a wrong signature',
      {
        status: 503,
        headers: { 'alipay-timestamp': '1', 'alipay-nonce': '1', 'alipay-signature': 'AAAA' },
      },
      false,
      false,
      false,
    ],
    ['the response was not JSON', { body: '<html>' }, false, false, false],
  ])('because %s is repeated only when that cannot hurt', async (_, step, get, post, asked) => {
    for (const [method, options, again] of [
      ['GET', {}, get],
      ['POST', {}, post],
      ['DELETE', {}, post],
      ['POST', { retry: true }, asked],
      ['GET', { retry: false }, false],
      ['GET', { maxRetries: 0 }, false],
    ] as const) {
      const { client, sent } = scene([step, ok]);
      const result = await call(client, method, options).catch((error: unknown) => error);
      expect(sent).toHaveLength(again ? 2 : 1);
      if (again) expect(result).toEqual({ done: true });
      else expect(result).toBeInstanceOf(Error);
    }
  });

  it.each([
    ['has an idempotency key', 'POST', { out_request_no: 'r1' }, 2],
    ['lacks its idempotency key', 'POST', { out_trade_no: 't1' }, 1],
    ['has an empty idempotency key', 'POST', { out_request_no: '' }, 1],
  ] as const)(
    'because of an unsigned 429 is repeated only with an idempotency key: it %s',
    async (_, method, parameters, times) => {
      const { client, sent } = scene([{ ...html, status: 429 }, ok]);
      const operation = {
        id: 'x.y',
        method,
        path: '/v3/x/y',
        body: 'json',
        idempotencyKeys: ['out_request_no'],
      } as const;
      await client.call(operation, parameters).catch(() => undefined);
      expect(sent).toHaveLength(times);
    },
  );

  it('because its response was lost is not repeated for an idempotency key', async () => {
    const { client, sent } = scene([lost, ok]);
    const refund = new AlipayTradeApi(client).refund({ trade_no: '1', out_request_no: 'r1', refund_amount: '1.00' });
    await expect(refund).rejects.toBe(lost);
    expect(sent).toHaveLength(1);
  });

  it('of the catalogue knows its idempotency keys', async () => {
    const { client, sent } = scene([{ ...html, status: 429 }, ok]);
    await new AlipayTradeApi(client).refund({ trade_no: '1', out_request_no: 'r1', refund_amount: '1.00' });
    expect(sent).toHaveLength(2);
    const pay = new AlipayTradeApi(scene([{ ...html, status: 429 }, ok]).client).pay({ out_trade_no: 't1' });
    await expect(pay).rejects.toMatchObject({ status: 429 });
  });

  it('is repeated twice and then rejects with its last error', async () => {
    const { client, sent } = scene([notSent, lost, limited, ok]);

    const error = await call(client, 'GET').catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(AlipayApiError);
    expect(error).toMatchObject({ code: 'app-call-limited', message: 'slow down' });
    expect(sent).toHaveLength(3);
  });

  it('is repeated as often as the client or the call says', async () => {
    const often = scene([notSent], { maxRetries: 5 });
    await expect(call(often.client, 'POST')).rejects.toBe(notSent);
    expect(often.sent).toHaveLength(6);

    await expect(call(often.client, 'POST', { maxRetries: 1 })).rejects.toBe(notSent);
    expect(often.sent).toHaveLength(6 + 2);
  });

  it('is signed for each attempt, under one request id', async () => {
    let now = 1_000;
    const { client, sent } = scene([notSent], {
      clock: () => {
        now += 1;
        return now;
      },
    });
    await expect(call(client, 'POST')).rejects.toBe(notSent);

    const parts = sent.map(({ headers }) => /nonce=(.*),timestamp=(\d+),sign=(.*)$/.exec(headers.authorization ?? ''));
    for (const index of [1, 2, 3]) expect(new Set(parts.map((part) => part?.[index])).size).toBe(3);
    expect(new Set(sent.map(({ headers }) => headers['alipay-request-id'])).size).toBe(1);
    expect(sent.map(({ timeout }) => timeout)).toEqual([15_000, 15_000, 15_000]);
  });

  it('waits longer each time, up to a bound, by chance', async () => {
    const atMost = scene([notSent], { maxRetries: 7 });
    await expect(call(atMost.client, 'GET')).rejects.toBe(notSent);
    expect(atMost.waits).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);

    const byChance = scene([notSent], { random: () => 0.25 });
    await expect(call(byChance.client, 'GET')).rejects.toBe(notSent);
    expect(byChance.waits).toEqual([125, 250]);
  });

  it('waits for what Retry-After asks, in seconds or as a date, before the wait of its own', async () => {
    const clock = () => Date.parse('2026-01-01T00:00:00Z');
    const seconds = { ...limited, headers: { 'retry-after': '3' } };
    const date = { status: 503, body: '', headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' } };
    const { client, waits } = scene([seconds, date, ok], { clock, random: () => 0 });

    await call(client, 'GET');

    expect(waits).toEqual([3_000, 30_000]);
  });

  it('is given up when Retry-After asks for longer than half a minute', async () => {
    const { client, sent } = scene([{ ...limited, headers: { 'retry-after': '31' } }, ok]);

    await expect(call(client, 'GET')).rejects.toMatchObject({ code: 'app-call-limited', retryAfter: 31_000 });
    expect(sent).toHaveLength(1);
  });

  it('is repeated when it uploads bytes, and not when it uploads a stream', async () => {
    const upload = (client: AlipayClient, file: Buffer | Readable) =>
      client.request({ method: 'POST', path: '/v3/x', files: { file } });
    const once = scene([notSent, ok]);
    await expect(upload(once.client, Readable.from([Buffer.from('x')]))).rejects.toBe(notSent);
    expect(once.sent).toHaveLength(1);

    const again = scene([notSent, ok]);
    await upload(again.client, Buffer.from('x'));
    expect(again.sent).toHaveLength(2);
    expect(again.sent[1]?.body).toEqual(again.sent[0]?.body);
  });

  it('ends with the caller’s signal, while it waits too', async () => {
    const controller = new AbortController();
    const sleep = async () => controller.abort(new Error('enough'));
    const { client, sent } = scene([notSent, ok], { sleep });

    const pending = client.request({ method: 'GET', path: '/v3/x', signal: controller.signal });

    await expect(pending).rejects.toEqual(new Error('enough'));
    expect(sent).toHaveLength(1);
  });

  it('is not repeated once the caller’s signal is aborted', async () => {
    const controller = new AbortController();
    const transport: Transport = () => {
      controller.abort(notSent);
      return Promise.reject(notSent);
    };
    const waits: number[] = [];
    const client = standInClient(transport, { sleep: async (milliseconds) => void waits.push(milliseconds) });

    await expect(client.request({ method: 'GET', path: '/v3/x', signal: controller.signal })).rejects.toBe(notSent);
    expect(waits).toEqual([]);
  });
});

describe('the options of retries', () => {
  it.each<[object, string]>([
    [{ maxRetries: -1 }, 'maxRetries: expected 0 or a positive integer, found -1'],
    [{ maxRetries: 1.5 }, 'maxRetries: expected 0 or a positive integer, found 1.5'],
    [{ maxRetries: '2' }, 'maxRetries: expected 0 or a positive integer, found other text'],
    [{ random: 1 }, 'random: expected a function, found 1'],
    [{ sleep: 1 }, 'sleep: expected a function, found 1'],
  ])('%j of a client is refused', (options, message) => {
    expect(() => standInClient(() => signedResponse(ok), options)).toThrow(new TypeError(message));
  });

  it('of a call are refused when they are wrong', async () => {
    const { client } = scene([ok]);
    await expect(call(client, 'GET', { maxRetries: -1 })).rejects.toEqual(
      new TypeError('maxRetries: expected 0 or a positive integer, found -1'),
    );
    const retry = 'yes' as unknown as boolean;
    await expect(call(client, 'GET', { retry })).rejects.toEqual(
      new TypeError('retry: expected true or false, found other text'),
    );
  });
});
