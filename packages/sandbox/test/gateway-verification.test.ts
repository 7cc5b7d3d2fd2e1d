import { createPublicKey, X509Certificate } from 'node:crypto';
import { certificateSerialNumber, verifyResponse } from '@lingpai/alipay';
import { type ApplicationCredentials, type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryPath, type RawCall, rawCall, send, tokenPath } from './support/raw-client.js';

let sandbox: RunningSandbox;
let key: ApplicationCredentials;
let certified: ApplicationCredentials;

beforeAll(async () => {
  sandbox = await startSandbox();
  key = sandbox.app('key');
  certified = sandbox.app('certificate');
});

afterAll(() => sandbox.close());

const edit = (pattern: RegExp, replacement: string) => (text: string) => text.replace(pattern, replacement);
const minute = 60_000;

interface Case {
  readonly what: string;
  readonly app?: 'certificate';
  readonly call: RawCall | (() => RawCall);
  readonly status: number;
  readonly code: string;
  readonly message: RegExp;
}

const cases: Case[] = [
  {
    what: 'no Authorization header',
    call: { headers: { authorization: undefined } },
    status: 401,
    code: 'missing-signature',
    message: /Authorization/,
  },
  {
    what: 'another scheme',
    call: { edit: edit(/^\S+/, 'Bearer') },
    status: 401,
    code: 'invalid-signature-type',
    message: /ALIPAY-SHA256withRSA/,
  },
  {
    what: 'no app_id',
    call: { edit: edit(/app_id=\d+,/, '') },
    status: 401,
    code: 'missing-app-id',
    message: /app_id/,
  },
  {
    what: 'an unknown app_id',
    call: { edit: edit(/app_id=\d+/, 'app_id=2021999999999999') },
    status: 401,
    code: 'invalid-app-id',
    message: /2021999999999999/,
  },
  {
    what: 'a field given twice',
    call: { edit: edit(/,nonce=/, ',nonce=a,nonce=') },
    status: 400,
    code: 'invalid-parameter',
    message: /nonce/,
  },
  {
    what: 'no timestamp',
    call: { edit: edit(/,timestamp=\d+/, '') },
    status: 401,
    code: 'missing-timestamp',
    message: /timestamp/,
  },
  {
    what: 'a timestamp that is no number',
    call: { edit: edit(/timestamp=\d+/, 'timestamp=today') },
    status: 401,
    code: 'invalid-timestamp',
    message: /timestamp/,
  },
  {
    what: 'a timestamp that is too old',
    call: () => ({ timestamp: Date.now() - 11 * minute }),
    status: 401,
    code: 'illegal-timestamp',
    message: /timestamp=\d{13}/,
  },
  {
    what: 'a timestamp that is too far ahead',
    call: () => ({ timestamp: Date.now() + 11 * minute }),
    status: 401,
    code: 'illegal-timestamp',
    message: /timestamp=\d{13}/,
  },
  {
    what: 'a timestamp in seconds',
    call: () => ({ timestamp: Math.floor(Date.now() / 1000) }),
    status: 401,
    code: 'illegal-timestamp',
    message: /timestamp=\d{10}，/,
  },
  {
    what: 'an age beyond its own expired_seconds',
    call: () => ({ timestamp: Date.now() - 20_000, expiredSeconds: 10 }),
    status: 401,
    code: 'illegal-timestamp',
    message: /10秒/,
  },
  {
    what: 'an expired_seconds that is no number of seconds',
    call: { expiredSeconds: 0 },
    status: 400,
    code: 'invalid-parameter',
    message: /expired_seconds/,
  },
  {
    what: 'no nonce',
    call: { edit: edit(/,nonce=[^,]+/, '') },
    status: 400,
    code: 'invalid-parameter',
    message: /nonce/,
  },
  {
    what: 'no signature',
    call: { edit: edit(/,sign=.*/, '') },
    status: 401,
    code: 'missing-signature',
    message: /sign/,
  },
  {
    what: 'a signature that is no base64',
    call: { edit: edit(/,sign=.*/, ',sign=???') },
    status: 401,
    code: 'invalid-signature',
    message: /验签出错/,
  },
  {
    what: 'a signature over another body',
    call: { body: '{"a":1}', signedBody: '{"a":2}' },
    status: 401,
    code: 'invalid-signature',
    message: /网关生成的验签字符串为：app_id=[\s\S]*\n\{"a":1\}\n$/,
  },
  {
    what: 'a certificate serial number in key mode',
    call: { appCertSn: 'abc' },
    status: 401,
    code: 'app-cert-not-exist',
    message: /app_cert_sn/,
  },
  {
    what: 'no certificate serial number',
    app: 'certificate',
    call: { appCertSn: null },
    status: 401,
    code: 'missing-app-cert-sn',
    message: /app_cert_sn/,
  },
  {
    what: 'an unknown certificate serial number',
    app: 'certificate',
    call: { appCertSn: 'abc' },
    status: 401,
    code: 'app-cert-not-exist',
    message: /app_cert_sn=abc/,
  },
  {
    what: 'a wrong serial number of the roots',
    app: 'certificate',
    call: { headers: { 'alipay-root-cert-sn': 'abc' } },
    status: 401,
    code: 'invalid-alipay-root-cert-sn',
    message: /alipay-root-cert-sn=abc/,
  },
  {
    what: 'multipart contents',
    call: { headers: { 'content-type': 'multipart/form-data; boundary=x' } },
    status: 400,
    code: 'invalid-parameter',
    message: /content-type/,
  },
  {
    what: 'an unknown path',
    call: { path: '/v3/nothing' },
    status: 404,
    code: 'invalid-method',
    message: /\/v3\/nothing/,
  },
  { what: 'JSON cut short', call: { body: '{"a":' }, status: 400, code: 'illegal-json', message: /json/ },
  { what: 'JSON that is no object', call: { body: '[1]' }, status: 400, code: 'illegal-json', message: /json/ },
  {
    what: 'plain text without an encryption type',
    call: { body: 'abc', headers: { 'content-type': 'text/plain' } },
    status: 400,
    code: 'missing-encrypt-type',
    message: /alipay-encrypt-type/,
  },
];

describe('the gateway refuses', () => {
  it.each(cases)('$what with $status $code', async ({ app, call, status, code, message }) => {
    const response = await rawCall(
      sandbox.endpoint,
      app === 'certificate' ? certified : key,
      typeof call === 'function' ? call() : call,
    );
    expect({ status: response.status, code: response.json.code }).toEqual({ status, code });
    expect(response.json.message).toMatch(message);
    const entry = sandbox.requests().at(-1);
    expect(entry?.refusal).toMatchObject({ code, message: response.json.message });
    expect(entry?.response).toMatchObject({ status, body: response.text });
  });

  it('a body that is not UTF-8', async () => {
    const response = await send(sandbox.endpoint, {
      method: 'POST',
      path: tokenPath,
      body: Buffer.from([0x7b, 0xff, 0x7d]),
      headers: { authorization: `ALIPAY-SHA256withRSA app_id=${key.appId},nonce=a,timestamp=${Date.now()},sign=eA==` },
    });
    expect(response).toMatchObject({ status: 400, json: { code: 'invalid-encoding' } });
  });

  it('a body that is larger than the limit', async () => {
    const body = 'x'.repeat(4 * 1024 * 1024 + 1);
    const response = await send(sandbox.endpoint, { method: 'POST', path: tokenPath, body });
    expect(response).toMatchObject({ status: 400, json: { code: 'invalid-parameter' } });
  });

  it('a path that is wrongly encoded', async () => {
    const response = await send(sandbox.endpoint, { method: 'GET', path: '/v3/%zz' });
    expect(response).toMatchObject({ status: 400, json: { code: 'invalid-parameter' } });
  });
});

describe('a nonce', () => {
  const call = { method: 'GET', path: `${queryPath}?app_auth_token=x` };

  it('is used up by every correctly signed request, whatever the response', async () => {
    const nonce = 'used-up';
    expect((await rawCall(sandbox.endpoint, key, { ...call, nonce })).json.code).toBe('AUTH_TOKEN_NOT_EXISTED');
    const second = await rawCall(sandbox.endpoint, key, { ...call, nonce });
    expect(second).toMatchObject({ status: 401, json: { code: 'suspected-attack' } });
  });

  it('is not used up by a wrong signature', async () => {
    const nonce = 'not-used-up';
    const wrong = await rawCall(sandbox.endpoint, key, { ...call, nonce, edit: edit(/,sign=.*/, ',sign=eA==') });
    expect(wrong.json.code).toBe('invalid-signature');
    expect((await rawCall(sandbox.endpoint, key, { ...call, nonce })).json.code).toBe('AUTH_TOKEN_NOT_EXISTED');
  });

  it('of one application may be used by another', async () => {
    const nonce = 'shared';
    await rawCall(sandbox.endpoint, key, { ...call, nonce });
    expect((await rawCall(sandbox.endpoint, certified, { ...call, nonce })).json.code).toBe('AUTH_TOKEN_NOT_EXISTED');
  });
});

describe('every response is signed', () => {
  const forms = [
    ['a response', { method: 'GET', path: `${queryPath}?app_auth_token=x` }],
    ['a refusal of the signature', { signedBody: 'x' }],
    ['an unknown path', { path: '/v3/nothing' }],
  ] as const;

  it.each(forms)('%s, by the key in key mode', async (_title, call) => {
    const { headers, text } = await rawCall(sandbox.endpoint, key, call);
    expect(verifyResponse(headers, Buffer.from(text), createPublicKey(key.alipayPublicKey))).toBe('valid');
    expect(headers['alipay-trace-id']).toMatch(/^[0-9a-f]{30}$/);
    expect(headers['alipay-sn']).toBeUndefined();
  });

  it.each(forms)('%s, by the certificate in certificate mode', async (_title, call) => {
    const { headers, text } = await rawCall(sandbox.endpoint, certified, call);
    const { publicKey } = new X509Certificate(certified.alipayCert ?? '');
    expect(verifyResponse(headers, Buffer.from(text), publicKey)).toBe('valid');
    expect(headers['alipay-sn']).toBe(certificateSerialNumber(certified.alipayCert ?? ''));
  });

  it('even where the application is unknown', async () => {
    const { headers, text } = await send(sandbox.endpoint, { method: 'GET', path: '/v3/%zz' });
    expect(verifyResponse(headers, Buffer.from(text), createPublicKey(key.alipayPublicKey))).toBe('valid');
  });
});

describe('the certificate of an application', () => {
  it('expires by the sandbox clock', async () => {
    await using old = await startSandbox({ applications: [{ mode: 'certificate' }] });
    const years = 6 * 366 * 86_400;
    const now = old.advanceClock(years);
    const response = await rawCall(old.endpoint, old.app('certificate'), { timestamp: now });
    expect(response).toMatchObject({ status: 401, json: { code: 'app-cert-expired' } });
  });
});

describe('with acceptUnmovedTime', () => {
  it('a client goes on working whose clock did not move, and its nonces stay used', async () => {
    await using moved = await startSandbox({ applications: [{ mode: 'key' }], settings: { acceptUnmovedTime: true } });
    const call = { method: 'GET', path: `${queryPath}?app_auth_token=x`, nonce: 'once', timestamp: Date.now() };
    moved.advanceClock(86_400);
    expect((await rawCall(moved.endpoint, moved.app(), call)).json.code).toBe('AUTH_TOKEN_NOT_EXISTED');
    moved.advanceClock(86_400);
    expect((await rawCall(moved.endpoint, moved.app(), call)).json.code).toBe('suspected-attack');
  });
});
