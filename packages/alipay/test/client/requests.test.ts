import { AlipayTransportError, createContentCipher, type Operation } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { standIn, standInClient } from '../support/alipay-stand-in.js';

const encryptKey = Buffer.alloc(16, 3).toString('base64');

function sentBy(options = {}) {
  const { transport, sent } = standIn({});
  return { client: standInClient(transport, options), sent };
}

const refund: Operation = {
  id: 'alipay.marketing.activity.ordervoucher.refund',
  method: 'POST',
  path: '/v3/alipay/marketing/ordervoucher/activity/{activity_id}/voucher/{voucher_code}/refund',
  pathParameters: ['activity_id', 'voucher_code'],
  queryParameters: ['auth_token'],
  body: 'json',
};

describe('a catalogued call', () => {
  it('puts each parameter where the operation says', async () => {
    const { client, sent } = sentBy();
    await client.call(refund, {
      activity_id: 'a/b',
      voucher_code: "ü'%",
      auth_token: 'u 1',
      out_biz_no: '7',
      note: undefined,
    });
    expect(sent[0]).toMatchObject({
      method: 'POST',
      url: 'https://openapi.alipay.com/v3/alipay/marketing/ordervoucher/activity/a%2Fb/voucher/%C3%BC%27%25/refund?auth_token=u%201',
      body: '{"out_biz_no":"7"}',
    });
  });

  it.each([undefined, '', '.', '..', {}])('refuses %j in its path', async (value) => {
    const { client, sent } = sentBy();
    const what = value === undefined ? 'nothing' : 'no usable text';
    await expect(client.call(refund, { activity_id: 'a', voucher_code: value })).rejects.toThrow(
      new TypeError(`voucher_code: ${refund.id} needs it in its path, found ${what}`),
    );
    expect(sent).toHaveLength(0);
  });

  it.each([
    ['@evil.example/x', 'GET'],
    ['//evil.example/x', 'GET'],
    ['/v3/../x', 'GET'],
    [undefined, 'GET'],
  ])('refuses an operation whose path is %s', async (path, method) => {
    const { client, sent } = sentBy();
    await expect(client.call({ id: 'a.b', method, path } as Operation)).rejects.toThrow(
      'path: expected a percent-encoded path that begins with "/", such as "/v3/alipay/trade/query"',
    );
    expect(sent).toEqual([]);
  });

  it('refuses an operation with an unknown method', async () => {
    const operation = { id: 'a.b', method: 'get', path: '/v3/x' } as unknown as Operation;
    await expect(sentBy().client.call(operation)).rejects.toThrow('method: expected one of GET, POST');
  });

  it('refuses half of a surrogate pair in the path and in the query', async () => {
    const error = new TypeError('voucher_code: found half of a surrogate pair, which cannot be encoded');
    await expect(sentBy().client.call(refund, { activity_id: 'a', voucher_code: 'x\ud83d' })).rejects.toThrow(error);
    const request = { method: 'GET', path: '/v3/x', query: { voucher_code: '\ude00' } } as const;
    await expect(sentBy().client.request(request)).rejects.toThrow(error);
  });

  it('refuses a parameter that an operation without a body does not have', async () => {
    const query: Operation = { id: 'a.query', method: 'GET', path: '/v3/a/query', queryParameters: ['x'] };
    await expect(sentBy().client.call(query, { x: '1', y: '2' })).rejects.toThrow(
      new TypeError('y: a.query has no such parameter'),
    );
  });

  it('refuses parameters that are not in an object', async () => {
    await expect(sentBy().client.call(refund, 'x' as unknown as object)).rejects.toThrow(TypeError);
  });
});

describe('any other call', () => {
  it('sends what it is given', async () => {
    const { client, sent } = sentBy();
    await client.request({
      method: 'GET',
      path: '/v3/a/query?b=1',
      query: { text: '令牌 a&b=/', number: 7, flag: false, big: 7n, none: undefined, nothing: null },
    });
    expect(sent[0]?.url).toBe(
      'https://openapi.alipay.com/v3/a/query?b=1&text=%E4%BB%A4%E7%89%8C%20a%26b%3D%2F&number=7&flag=false&big=7',
    );
    expect(sent[0]?.body).toBeUndefined();
    expect(sent[0]?.headers).not.toHaveProperty('content-type');
  });

  it.each([
    [{ method: 'TRACE', path: '/v3/x' }, 'method: expected one of GET, POST, PUT, PATCH, DELETE'],
    [
      { method: 'GET', path: 'v3/x' },
      'path: expected a percent-encoded path that begins with "/", such as "/v3/alipay/trade/query"',
    ],
    [
      { method: 'GET', path: '//evil.example/v3' },
      'path: expected a percent-encoded path that begins with "/", such as "/v3/alipay/trade/query"',
    ],
    [
      { method: 'GET', path: '/v3/../x' },
      'path: expected a percent-encoded path that begins with "/", such as "/v3/alipay/trade/query"',
    ],
    [
      { method: 'GET', path: '/v3/令' },
      'path: expected a percent-encoded path that begins with "/", such as "/v3/alipay/trade/query"',
    ],
    [
      { method: 'GET', path: '/v3/x#y' },
      'path: expected a percent-encoded path that begins with "/", such as "/v3/alipay/trade/query"',
    ],
    [{ method: 'GET', path: '/v3/x', body: {} }, 'body: a GET request has none; pass parameters in query'],
    [
      { method: 'GET', path: '/v3/x', query: { a: {} } },
      'a: expected text, a number or a boolean in the query, found object',
    ],
    [{ method: 'POST', path: '/v3/x', body: { a: 1n } }, 'body: it cannot be written as JSON'],
    [
      { method: 'POST', path: '/v3/x', appAuthToken: 'a\nb' },
      "appAuthToken: expected the merchant's app_auth_token, found text that a header cannot carry",
    ],
    [
      { method: 'POST', path: '/v3/x', appAuthToken: () => undefined },
      "appAuthToken: expected the merchant's app_auth_token, found undefined",
    ],
    [{ method: 'POST', path: '/v3/x', timeout: -1 }, 'timeout: expected a positive number, found -1'],
    [{ method: 'POST', path: '/v3/x', encrypt: true }, 'encrypt: found true, and the client has no encryptKey'],
    [{ method: 'POST', path: '/v3/x', requestId: 'a\r\nb' }, 'requestId: expected text that a header can carry'],
    [
      { method: 'POST', path: '/v3/x', headers: { Authorization: 'x' } },
      'headers: "authorization" is set by the client',
    ],
    [
      { method: 'POST', path: '/v3/x', headers: { 'alipay-app-auth-token': 'x' } },
      'headers: "alipay-app-auth-token" is set by the client; use appAuthToken',
    ],
    ...['Keep-Alive', 'Proxy-Connection', 'TE', 'Trailer', 'Upgrade', 'HTTP2-Settings', 'Connection'].map(
      (name): [object, string] => [
        { method: 'POST', path: '/v3/x', headers: { [name]: 'x' } },
        `headers: "${name.toLowerCase()}" is set by the client`,
      ],
    ),
    [{ method: 'POST', path: '/v3/x', headers: { 'a b': 'x' } }, 'headers: found a name that is not one of a header'],
    [{ method: 'POST', path: '/v3/x', headers: { a: 'x\ny' } }, 'headers: "a" has a value that a header cannot carry'],
  ])('refuses %o and sends nothing', async (request, message) => {
    const { client, sent } = sentBy();
    await expect(client.request(request as Parameters<typeof client.request>[0])).rejects.toThrow(
      new TypeError(message),
    );
    expect(sent).toHaveLength(0);
  });
});

describe('a path with placeholders', () => {
  const request = { method: 'POST', path: '/v3/a/{id}/b/{id}/{code}?x=1', body: {} } as const;

  it('takes its parameters percent-encoded', async () => {
    const { client, sent } = sentBy();
    await client.request({ ...request, pathParameters: { id: 7, code: 'ü/' }, query: { y: 2 } });
    expect(sent[0]?.url).toBe('https://openapi.alipay.com/v3/a/7/b/7/%C3%BC%2F?x=1&y=2');
  });

  it.each([
    [{ id: 7 }, 'code: the request needs it in its path, found nothing'],
    [{ id: 7, code: '..' }, 'code: the request needs it in its path, found no usable text'],
    [{ id: 7, code: 'c', other: 'x' }, 'pathParameters: there is no {other} in path'],
    ['id', 'pathParameters: expected an object, found string'],
  ])('refuses %j', async (pathParameters, message) => {
    const { client, sent } = sentBy();
    const call = client.request({ ...request, pathParameters: pathParameters as unknown as Record<string, string> });
    await expect(call).rejects.toThrow(new TypeError(message));
    expect(sent).toHaveLength(0);
  });
});

describe('headers', () => {
  it.each(['constructor', 'toString', 'hasOwnProperty', '__proto__'])(
    'may be called as a member of every object is: %s',
    async (name) => {
      const { client, sent } = sentBy();
      await client.request({ method: 'GET', path: '/v3/x', headers: Object.fromEntries([[name, 'x']]) });
      expect(Object.entries(sent[0]?.headers ?? {})).toContainEqual([name.toLowerCase(), 'x']);
    },
  );

  it("are those of PROTOCOL: content type, request id, and the caller's own", async () => {
    const { client, sent } = sentBy({ clock: () => 1_764_201_600_000, nonce: () => 'n-1' });
    await client.request({ method: 'POST', path: '/v3/x', body: {}, requestId: 'r-7', headers: { 'X-Shop': '7' } });
    expect(sent[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'alipay-request-id': 'r-7',
      'x-shop': '7',
      authorization: expect.stringMatching(
        /^ALIPAY-SHA256withRSA app_id=2021000000000001,nonce=n-1,timestamp=1764201600000,sign=/,
      ),
    });
    expect(sent[0]?.headers).not.toHaveProperty('alipay-app-auth-token');
    expect(sent[0]?.headers).not.toHaveProperty('alipay-encrypt-type');
    expect(sent[0]?.headers).not.toHaveProperty('alipay-root-cert-sn');
  });

  it('have a new request id and nonce for every call', async () => {
    const { client, sent } = sentBy();
    await client.request({ method: 'POST', path: '/v3/x' });
    await client.request({ method: 'POST', path: '/v3/x' });
    expect(sent[0]?.headers['alipay-request-id']).not.toBe(sent[1]?.headers['alipay-request-id']);
    const nonces = sent.map(({ headers }) => /nonce=([^,]+)/.exec(headers.authorization ?? '')?.[1]);
    expect(new Set(nonces).size).toBe(2);
  });
});

describe('a client with a content key', () => {
  it('encrypts what it sends, and says so', async () => {
    const { client, sent } = sentBy({ encryptKey });
    await client.request({ method: 'POST', path: '/v3/x', body: { a: '令' } });
    expect(sent[0]?.body).toBe(createContentCipher(encryptKey).encrypt('{"a":"令"}'));
    expect(sent[0]?.headers).toMatchObject({ 'content-type': 'text/plain', 'alipay-encrypt-type': 'AES' });
  });

  it('does not when a call says so', async () => {
    const { client, sent } = sentBy({ encryptKey });
    await client.request({ method: 'POST', path: '/v3/x', body: { a: 1 }, encrypt: false });
    expect(sent[0]?.body).toBe('{"a":1}');
    expect(sent[0]?.headers).not.toHaveProperty('alipay-encrypt-type');
  });
});

describe('a call on behalf of a merchant', () => {
  it('sends the token and signs it', async () => {
    const { client, sent } = sentBy();
    await client.onBehalfOf('token-1').request({ method: 'POST', path: '/v3/x' });
    expect(sent[0]?.headers['alipay-app-auth-token']).toBe('token-1');
  });

  it('asks for the current token each time, and a call may name another', async () => {
    const { client, sent } = sentBy();
    let issue = 0;
    const merchant = client.onBehalfOf(async () => `token-${++issue}`);
    await merchant.request({ method: 'POST', path: '/v3/x' });
    await merchant.request({ method: 'POST', path: '/v3/x' });
    await merchant.request({ method: 'POST', path: '/v3/x', appAuthToken: 'other' });
    await client.request({ method: 'POST', path: '/v3/x' });
    expect(sent.map(({ headers }) => headers['alipay-app-auth-token'])).toEqual([
      'token-1',
      'token-2',
      'other',
      undefined,
    ]);
  });

  it('is refused with a malformed token', () => {
    expect(() => sentBy().client.onBehalfOf('')).toThrow(TypeError);
    expect(() => sentBy().client.onBehalfOf(undefined as unknown as string)).toThrow(
      new TypeError("appAuthToken: expected the merchant's app_auth_token, found undefined"),
    );
  });
});

describe('a transport of the caller', () => {
  it('is held to the time-out', async () => {
    const client = standInClient(() => new Promise(() => {}), { timeout: 5 });
    await expect(client.request({ method: 'GET', path: '/v3/x' })).rejects.toMatchObject({
      name: 'AlipayTimeoutError',
      timeout: 5,
      outcome: 'unknown',
      message: 'no complete response within 5 ms',
    });
  });

  it('ends with the signal, whose reason the caller sees', async () => {
    const controller = new AbortController();
    const client = standInClient(() => new Promise(() => {}));
    const call = client.request({ method: 'GET', path: '/v3/x', signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  it('is not asked when the signal has ended already', async () => {
    const { client, sent } = sentBy();
    await expect(client.request({ method: 'GET', path: '/v3/x', signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(sent).toHaveLength(0);
  });

  it('may throw what it likes', async () => {
    const cause = new Error('no network');
    const client = standInClient(() => Promise.reject(cause), {});
    const error = await client.request({ method: 'POST', path: '/v3/x' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AlipayTransportError);
    expect(error).toMatchObject({ outcome: 'unknown', cause });
  });
});

describe('the promise of a call', () => {
  it('can be used as any promise', async () => {
    const { client } = sentBy();
    let ended = false;
    const call = client.request({ method: 'POST', path: '/v3/x' });
    expect(await call.then(() => 'then')).toBe('then');
    await call.finally(() => {
      ended = true;
    });
    expect(ended).toBe(true);
    expect(await Promise.all([call])).toEqual([{}]);
    expect(await client.request({ method: 'POST', path: 'x' }).catch(() => 'caught')).toBe('caught');
  });

  it('leaves nothing unhandled when only withResponse() is awaited', async () => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listener);
    await expect(sentBy().client.request({ method: 'POST', path: 'x' }).withResponse()).rejects.toThrow(TypeError);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listener);
    expect(unhandled).toEqual([]);
  });
});
