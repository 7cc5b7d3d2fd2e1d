import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { AlipayTransportError, type Operation, type RequestAttempt, type RequestOutcome } from '@lingpai/alipay';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { standIn, standInClient } from '../support/alipay-stand-in.js';
import { deferred } from '../support/deferred.js';

const query: Operation = {
  id: 'alipay.trade.query',
  method: 'POST',
  path: '/v3/alipay/trade/{trade}/query',
  pathParameters: ['trade'],
  queryParameters: ['app_auth_token'],
  body: 'json',
};
const parameters = { trade: '2088-secret-trade', app_auth_token: 'query-secret-token', code: 'body-secret-code' };
const notSent = new AlipayTransportError('could not connect to Alipay', { outcome: 'not-sent' });

const listeners: [string, (message: unknown) => void][] = [];

/** Everything that the channels tell, in its order. */
function listen(): [string, RequestOutcome][] {
  const told: [string, RequestOutcome][] = [];
  for (const name of ['start', 'end', 'error']) {
    const listener = (message: unknown) => told.push([name, message as RequestOutcome]);
    subscribe(`lingpai:request:${name}`, listener);
    listeners.push([`lingpai:request:${name}`, listener]);
  }
  return told;
}

afterEach(() => {
  for (const [name, listener] of listeners.splice(0)) unsubscribe(name, listener);
});

describe('the messages of a request', () => {
  it('are its start and its end, with what identifies it', async () => {
    const told = listen();
    const client = standInClient(standIn({}).transport).onBehalfOf('merchant-secret-token');
    await client.call(query, parameters, { requestId: 'request-1' });

    const attempt = {
      attempt: 1,
      operation: 'alipay.trade.query',
      method: 'POST',
      path: '/v3/alipay/trade/{trade}/query',
      host: 'openapi.alipay.com',
      requestId: 'request-1',
      encrypted: false,
      merchant: true,
    };
    expect(told.map(([name]) => name)).toEqual(['start', 'end']);
    expect(told[0]?.[1]).toEqual({ call: {}, ...attempt });
    const { duration, ...outcome } = told[1]?.[1] ?? { duration: -1 };
    expect(outcome).toEqual({
      call: {},
      ...attempt,
      status: 200,
      traceId: 'trace-1',
      error: undefined,
      code: undefined,
    });
    expect(duration).toBeGreaterThanOrEqual(0);
    expect(told[1]?.[1].call).toBe(told[0]?.[1].call);
  });

  it('tell of v2 calls, too', async () => {
    const told = listen();
    const { transport } = standIn({ body: '{}' });
    const call = standInClient(transport).onBehalfOf('merchant-secret-token').requestV2('alipay.trade.query', {});
    await expect(call).rejects.toThrow();
    expect(told.map(([name]) => name)).toEqual(['start', 'error']);
    const attempt = {
      operation: 'alipay.trade.query',
      method: 'POST',
      path: '/gateway.do',
      attempt: 1,
      merchant: true,
    };
    expect(told[1]?.[1]).toMatchObject({ ...attempt, status: 200, error: 'AlipayContentError' });
    expect(told[1]?.[1].call).toBe(told[0]?.[1].call);
  });

  it('hold no token, no parameter and no key', async () => {
    const told = listen();
    const { transport } = standIn({ status: 400, body: '{"code":"invalid-parameter","message":"body-secret-code"}' });
    const client = standInClient(transport).onBehalfOf('merchant-secret-token');
    await expect(client.call(query, parameters)).rejects.toMatchObject({ code: 'invalid-parameter' });

    expect(told.map(([name]) => name)).toEqual(['start', 'error']);
    expect(inspect(told, { depth: 10, showHidden: true })).not.toMatch(/secret|PRIVATE KEY|sign=/);
  });

  it('identify the call of each attempt', async () => {
    const told = listen();
    const { transport } = standIn({});
    let failures = 2;
    const client = standInClient(
      (request) => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(notSent) : transport(request);
      },
      { sleep: async () => {}, encryptKey: Buffer.alloc(16).toString('base64'), endpoint: 'http://127.0.0.1:8080' },
    );
    await client.request({ method: 'GET', path: '/v3/x', query: { auth_token: 'secret' } });
    await client.request({ method: 'GET', path: '/v3/y' });

    expect(told.map(([name, { attempt, path }]) => `${name} ${attempt} ${path}`)).toEqual([
      'start 1 /v3/x',
      'error 1 /v3/x',
      'start 2 /v3/x',
      'error 2 /v3/x',
      'start 3 /v3/x',
      'end 3 /v3/x',
      'start 1 /v3/y',
      'end 1 /v3/y',
    ]);
    expect(new Set(told.map(([, { call }]) => call)).size).toBe(2);
    expect(told[1]?.[1]).toMatchObject({
      operation: undefined,
      host: '127.0.0.1:8080',
      encrypted: true,
      merchant: false,
      status: undefined,
      traceId: undefined,
      error: 'AlipayTransportError',
      code: 'not-sent',
    });
  });

  it.each<[string, Parameters<typeof standIn>[0], Partial<RequestOutcome>]>([
    [
      'an error of Alipay',
      { status: 403, body: '{"code":"invalid-app-auth-token","message":"no"}' },
      { status: 403, error: 'AlipayApiError', code: 'invalid-app-auth-token', traceId: 'trace-1' },
    ],
    [
      'a response without a signature',
      { signed: false },
      { status: 200, error: 'AlipaySignatureError', code: 'missing', traceId: 'trace-1' },
    ],
    [
      'a response that cannot be read',
      { body: '<html>' },
      { status: 200, error: 'AlipayContentError', code: 'not-json', traceId: 'trace-1' },
    ],
  ])('says of %s what went wrong', async (_, response, expected) => {
    const told = listen();
    await expect(
      standInClient(standIn(response).transport).request({ method: 'POST', path: '/v3/x' }),
    ).rejects.toThrowError();
    expect(told[1]).toMatchObject(['error', expected]);
  });

  it('give only the name of the reason when the caller ended a call', async () => {
    const told = listen();
    const arrived = deferred();
    const client = standInClient(() => {
      arrived.resolve();
      return new Promise(() => {});
    });
    const controller = new AbortController();
    const pending = client.request({ method: 'GET', path: '/v3/x', signal: controller.signal });
    await arrived.promise;
    controller.abort('text');

    await expect(pending).rejects.toBe('text');
    expect(told[1]).toMatchObject(['error', { error: 'Error', code: undefined, status: undefined }]);
  });

  it('are not made without a subscriber', async () => {
    const publish = vi.spyOn(channel('lingpai:request:start'), 'publish');
    await standInClient(standIn({}).transport).request({ method: 'GET', path: '/v3/x' });
    expect(publish).not.toHaveBeenCalled();
    publish.mockRestore();
  });
});

describe('the hooks of a client', () => {
  it('receive each attempt and its outcome', async () => {
    const attempts: RequestAttempt[] = [];
    const outcomes: RequestOutcome[] = [];
    const { transport } = standIn({ status: 429, body: '' }, {});
    const client = standInClient(transport, {
      sleep: async () => {},
      onRequest: (attempt) => attempts.push(attempt),
      onResponse: (outcome) => outcomes.push(outcome),
    });
    await client.request({ method: 'GET', path: '/v3/x' });

    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(outcomes.map(({ status, error }) => [status, error])).toEqual([
      [429, 'AlipayContentError'],
      [200, undefined],
    ]);
    expect(Object.isFrozen(attempts[0])).toBe(true);
  });

  it('do no harm when they fail, which is reported once for each', async () => {
    const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const client = standInClient(standIn({}).transport, {
      onRequest: () => {
        throw new Error('hook');
      },
      onResponse: async () => {
        throw 'text';
      },
    });
    for (let count = 0; count < 3; count += 1) await client.request({ method: 'GET', path: '/v3/x' });
    await vi.waitUntil(() => warnings.mock.calls.length === 2, { interval: 1, timeout: 60_000 });

    const note = 'failed; the call went on, and further failures are not reported';
    expect(warnings.mock.calls).toEqual([
      [`the hook onRequest ${note}`, expect.objectContaining({ code: 'LINGPAI_HOOK', type: 'LingpaiWarning' })],
      [`the hook onResponse ${note}`, expect.objectContaining({ code: 'LINGPAI_HOOK', detail: 'text' })],
    ]);
    warnings.mockRestore();
  });

  it('are refused when they are no functions', () => {
    const onRequest = 'log' as unknown as () => void;
    expect(() => standInClient(standIn({}).transport, { onRequest })).toThrow(
      new TypeError('onRequest: expected a function, found other text'),
    );
  });
});
