import { inspect } from 'node:util';
import {
  AlipayApiError,
  AlipayContentError,
  AlipaySignatureError,
  createContentCipher,
  isAlipayApiError,
} from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StandInResponse, standIn, standInClient } from '../support/alipay-stand-in.js';

const encryptKey = Buffer.alloc(16, 3).toString('base64');
const token = '202611BB9d3901a7d39d4350a49fb00000000001';
const code = '1cc19911172e4f8aaa509c8fb5d12F56';

async function failure(response: StandInResponse, options = {}): Promise<unknown> {
  const client = standInClient(standIn(response).transport, { ...options });
  return client.request({ method: 'POST', path: '/v3/x', body: { code }, appAuthToken: token }).then(
    (data) => {
      throw new Error(`it was accepted: ${JSON.stringify(data)}`);
    },
    (error: unknown) => error,
  );
}

describe('a successful response', () => {
  it('is its JSON, and with withResponse() also what came around it', async () => {
    const client = standInClient(standIn({ body: '{"a":[1,"令牌"]}' }).transport);
    const call = client.request({ method: 'GET', path: '/v3/x' });
    expect(await call).toEqual({ a: [1, '令牌'] });
    const { data, status, headers, traceId } = await call.withResponse();
    expect([data, status, headers['alipay-nonce'], traceId]).toEqual([{ a: [1, '令牌'] }, 200, 'r1', 'trace-1']);
  });

  it('may be empty', async () => {
    const client = standInClient(standIn({ body: '' }).transport, { encryptKey });
    await expect(client.request({ method: 'POST', path: '/v3/x' })).resolves.toEqual({});
  });

  it('is decrypted after it was verified', async () => {
    const body = createContentCipher(encryptKey).encrypt('{"m":"授权"}');
    const client = standInClient(standIn({ body }).transport, { encryptKey });
    await expect(client.request({ method: 'GET', path: '/v3/x' })).resolves.toEqual({ m: '授权' });
  });

  it('of an operation that does not encrypt is read as it is', async () => {
    const client = standInClient(standIn({ body: ' {"m":1}' }).transport, { encryptKey });
    await expect(client.request({ method: 'GET', path: '/v3/x' })).resolves.toEqual({ m: 1 });
  });
});

describe('a response that cannot be trusted', () => {
  it('is refused when it lacks a signature', async () => {
    const error = await failure({ signed: false });
    expect(error).toBeInstanceOf(AlipaySignatureError);
    expect(error).toMatchObject({
      problem: 'missing',
      status: 200,
      traceId: 'trace-1',
      message: 'the response lacks alipay-timestamp, alipay-nonce, alipay-signature, so it cannot be verified',
    });
  });

  it.each([200, 400, 500])('is refused when its signature is wrong, status %i', async (status) => {
    const headers = { 'alipay-timestamp': '1', 'alipay-nonce': 'n', 'alipay-signature': 'AAAA' };
    const error = await failure({ status, signed: false, headers, body: '{"code":"x","message":"y"}' });
    expect(error).toBeInstanceOf(AlipaySignatureError);
    expect(error).toMatchObject({ problem: 'wrong', status });
  });
});

describe('an error response', () => {
  const body = JSON.stringify({
    code: 'AUTH_CODE_NOT_VALID',
    message: 'used',
    links: [{ link: 'https://open.alipay.com/x', desc: 'why' }, { link: 'https://b' }, 7, null],
  });

  it('carries status, code, message, links, trace id and time', async () => {
    const error = await failure({ status: 400, signed: true, body });
    expect(error).toBeInstanceOf(AlipayApiError);
    expect(error).toMatchObject({
      name: 'AlipayApiError',
      status: 400,
      code: 'AUTH_CODE_NOT_VALID',
      message: 'used',
      links: [{ link: 'https://open.alipay.com/x', desc: 'why' }, { link: 'https://b' }],
      traceId: 'trace-1',
      verified: true,
      timestamp: 1_764_201_600_100,
    });
    expect(isAlipayApiError(error)).toBe(true);
    expect(isAlipayApiError(error, 'AUTH_CODE_NOT_VALID')).toBe(true);
    expect(isAlipayApiError(error, ['X', 'AUTH_CODE_NOT_VALID'])).toBe(true);
    expect(isAlipayApiError(error, 'AUTH_CODE_NOT_EXIST')).toBe(false);
    expect(isAlipayApiError(new Error('x'), 'AUTH_CODE_NOT_VALID')).toBe(false);
  });

  it('that is not signed says that it is not verified, and tells no time', async () => {
    const headers = { 'alipay-timestamp': '1764201600100' };
    await expect(failure({ status: 400, body, headers })).resolves.toMatchObject({
      code: 'AUTH_CODE_NOT_VALID',
      verified: false,
      timestamp: undefined,
    });
  });

  it.each([
    ['a text of links', '{"code":"c","message":"m","links":"https://a"}', [{ link: 'https://a' }]],
    ['no links', '{"code":"c","message":"m","links":""}', []],
    ['no message', '{"code":"c"}', []],
  ])('may have %s', async (_, text, links) => {
    await expect(failure({ status: 400, body: text })).resolves.toMatchObject({ code: 'c', links });
  });

  it.each([
    ['HTML', '<html>502</html>', 'a body of type "text/html" that is not Alipay\'s'],
    ['nothing', '', 'an empty body'],
    ['half of its JSON', '{"code":"AUTH', 'a body of type "text/html" that is not Alipay\'s'],
    ['other JSON', '[1]', 'a body of type "text/html" that is not Alipay\'s'],
    ['JSON without a code', '{"code":7}', 'a body of type "text/html" that is not Alipay\'s'],
  ])('that is %s says so, with status and trace id', async (_, text, what) => {
    const error = await failure({ status: 502, body: text, headers: { 'content-type': 'text/html; charset=x' } });
    expect(error).toBeInstanceOf(AlipayContentError);
    expect(error).toMatchObject({
      problem: 'not-json',
      status: 502,
      traceId: 'trace-1',
      message: `HTTP status 502 with ${what}; an intermediary responded instead of Alipay`,
    });
  });

  it.each([
    ['120', 120_000],
    ['Fri, 31 Dec 1999 23:59:59 GMT', 0],
    ['soon', undefined],
  ])('says how long to wait: Retry-After %s', async (value, retryAfter) => {
    const headers = { 'retry-after': value };
    await expect(failure({ status: 429, body, headers })).resolves.toMatchObject({ retryAfter });
    await expect(failure({ status: 503, body: '', headers })).resolves.toMatchObject({ retryAfter });
  });
});

describe('a response that cannot be read', () => {
  it('differs from one that does not decrypt', async () => {
    await expect(failure({ body: 'hello' })).resolves.toMatchObject({
      problem: 'not-json',
      message: 'the response is not JSON',
    });
    await expect(failure({ body: 'aGVsbG8=' }, { encryptKey })).resolves.toMatchObject({
      name: 'AlipayContentError',
      problem: 'undecipherable',
      status: 200,
      traceId: 'trace-1',
    });
  });

  it('is refused beyond the limit', async () => {
    await expect(failure({ body: 'x'.repeat(101) }, { maxResponseBytes: 100 })).resolves.toMatchObject({
      name: 'AlipayContentError',
      problem: 'too-large',
    });
  });

  it('never surfaces as anything but one of the errors', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 200, max: 599 }),
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        ),
        fc.boolean(),
        fc.boolean(),
        async (status, text, signed, encrypted) => {
          const { transport } = standIn({ status, body: text, signed });
          const client = standInClient(transport, { ...(encrypted ? { encryptKey } : {}) });
          const error = await client.request({ method: 'GET', path: '/v3/x' }).catch((caught: unknown) => caught);
          if (error instanceof Error) expect(error.name).toMatch(/^Alipay(Api|Content|Signature)Error$/);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('what an error shows', () => {
  it('holds neither the signed text nor a token or code, however Alipay puts it', async () => {
    const message = `验签出错，网关生成的验签字符串为：app_id=1,nonce=2\nPOST\n/v3/x\n{"code":"${code}"}\n${token}\n`;
    const texts = [message, `code ${code} of token ${token}`, code];
    for (const text of texts) {
      const links = [{ link: `https://open.alipay.com/?q=${token}`, desc: 'x' }];
      const error = await failure({
        status: 401,
        body: JSON.stringify({ code: 'invalid-signature', message: text, links }),
      });
      const shown = `${String(error)}${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`;
      expect(shown).not.toContain(code);
      expect(shown).not.toContain(token);
    }
  });
});
