import { generateKeyPairSync } from 'node:crypto';
import { fieldsSignString } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chinaTime } from '../../src/clock/china-time.js';
import { formBody, formType } from '../support/form-body.js';
import { send } from '../support/raw-client.js';
import { type V2Call, v2Call, v2Fields, v2Send, verified } from '../support/v2-calls.js';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(() => sandbox.close());

const method = 'alipay.open.auth.token.app.query';
const content = { app_auth_token: 'x' };
const minute = 60_000;

interface Case {
  readonly what: string;
  readonly kind?: 'certificate';
  readonly call: V2Call | (() => V2Call);
  readonly code: string;
  readonly sub: string;
}

const cases: Case[] = [
  { what: 'no app_id', call: { fields: { app_id: undefined } }, code: '40001', sub: 'isv.missing-app-id' },
  { what: 'an unknown app_id', call: { fields: { app_id: '1' } }, code: '40002', sub: 'isv.invalid-app-id' },
  {
    what: 'no sign_type',
    call: { fields: { sign_type: undefined } },
    code: '40001',
    sub: 'isv.missing-signature-type',
  },
  { what: 'SHA-1', call: { fields: { sign_type: 'RSA' } }, code: '40002', sub: 'isv.invalid-signature-type' },
  { what: 'no version', call: { fields: { version: '' } }, code: '40001', sub: 'isv.missing-version' },
  { what: 'version 2', call: { fields: { version: '2.0' } }, code: '40002', sub: 'isv.invalid-version' },
  { what: 'GBK', call: { fields: { charset: 'GBK' } }, code: '40002', sub: 'isv.invalid-charset' },
  { what: 'XML', call: { fields: { format: 'XML' } }, code: '40002', sub: 'isv.invalid-format' },
  { what: 'no timestamp', call: { fields: { timestamp: undefined } }, code: '40001', sub: 'isv.missing-timestamp' },
  {
    what: 'milliseconds',
    call: { fields: { timestamp: '1767225600000' } },
    code: '40002',
    sub: 'isv.invalid-timestamp',
  },
  {
    what: 'a day that there is not',
    call: { fields: { timestamp: '2026-13-01 00:00:00' } },
    code: '40002',
    sub: 'isv.invalid-timestamp',
  },
  {
    what: 'UTC for UTC+8',
    call: () => ({ fields: { timestamp: chinaTime(Date.now() - 480 * minute) } }),
    code: '40002',
    sub: 'isv.invalid-timestamp',
  },
  {
    what: 'a time to come',
    call: () => ({ fields: { timestamp: chinaTime(Date.now() + 12 * minute) } }),
    code: '40002',
    sub: 'isv.invalid-timestamp',
  },
  { what: 'no sign', call: { afterwards: { sign: undefined } }, code: '40001', sub: 'isv.missing-signature' },
  { what: 'another sign', call: { afterwards: { sign: 'AAAA' } }, code: '40002', sub: 'isv.invalid-signature' },
  { what: 'a field put in later', call: { afterwards: { a: '1' } }, code: '40002', sub: 'isv.invalid-signature' },
  {
    what: 'a certificate in key mode',
    call: { fields: { app_cert_sn: 'ab' } },
    code: '40002',
    sub: 'isv.app-cert-not-exist',
  },
  {
    what: 'no certificate',
    kind: 'certificate',
    call: { fields: { app_cert_sn: undefined } },
    code: '40001',
    sub: 'isv.missing-app-cert-sn',
  },
  {
    what: 'another certificate',
    kind: 'certificate',
    call: { fields: { app_cert_sn: 'ab' } },
    code: '40002',
    sub: 'isv.app-cert-not-exist',
  },
  {
    what: 'no root',
    kind: 'certificate',
    call: { fields: { alipay_root_cert_sn: undefined } },
    code: '40001',
    sub: 'isv.missing-alipay-root-cert-sn',
  },
  {
    what: 'another root',
    kind: 'certificate',
    call: { fields: { alipay_root_cert_sn: 'ab' } },
    code: '40002',
    sub: 'isv.invalid-alipay-root-cert-sn',
  },
  {
    what: 'an address with a parameter called method',
    call: { fields: { notify_url: 'https://example.com/?method=x' } },
    code: '40002',
    sub: 'isv.suspected-attack',
  },
  {
    what: 'an address that is none',
    call: { fields: { return_url: 'javascript:alert(1)' } },
    code: '40002',
    sub: 'isv.invalid-parameter',
  },
  { what: 'no JSON', call: { fields: { biz_content: '{' } }, code: '40002', sub: 'isv.illegal-json' },
  { what: 'no object', call: { fields: { biz_content: '[]' } }, code: '40002', sub: 'isv.illegal-json' },
  {
    what: 'cipher text without a key',
    call: { fields: { encrypt_type: 'AES', biz_content: 'AAAA' } },
    code: '40001',
    sub: 'isv.missing-encrypt-key',
  },
  { what: 'DES', call: { fields: { encrypt_type: 'DES' } }, code: '40002', sub: 'isv.invalid-encrypt-type' },
  {
    what: 'an unknown token',
    call: { fields: { app_auth_token: 'x' } },
    code: '20001',
    sub: 'aop.invalid-app-auth-token',
  },
];

describe('the v2 gateway refuses', () => {
  it.each(cases)('$what', async ({ kind, call, code, sub }) => {
    const app = sandbox.app(kind);
    const response = await v2Call(sandbox, method, content, { app, ...(typeof call === 'function' ? call() : call) });
    const known = sub !== 'isv.missing-app-id' && sub !== 'isv.invalid-app-id';
    const { content: failure } = verified(response, known ? app.alipayPublicKey : sandbox.app('key').alipayPublicKey);
    expect(response.status).toBe(200);
    expect(failure).toMatchObject({ code, msg: expect.any(String), sub_code: sub, sub_msg: expect.any(String) });
    expect(sandbox.requests().at(-1)).toMatchObject({ refusal: { code: sub.replace(/^\w+\./, '') } });
  });

  it('another key’s signature, and returns the expected text', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const other = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const fields = v2Fields(sandbox, method, content, { privateKey: other });
    const { json } = await v2Send(sandbox, fields);
    const expected = fieldsSignString(fields, ['sign']);
    expect(expected).toMatch(/^app_id=\d{16}&biz_content=\{.*&version=1\.0$/);
    expect(json.alipay_open_auth_token_app_query_response).toMatchObject({
      sub_code: 'isv.invalid-signature',
      sub_msg: expect.stringMatching(/网关生成的验签字符串为：app_id=/),
    });
    expect(String(Object(json.alipay_open_auth_token_app_query_response).sub_msg).endsWith(expected)).toBe(true);
    expect(sandbox.requests().at(-1)?.refusal?.expectedText).toBe(expected);
  });

  it.each([['alipay.trade.nothing'], ['constructor'], ['']])('the method "%s"', async (unknown) => {
    const response = await v2Call(sandbox, unknown, {});
    const sub = unknown === '' ? 'isv.missing-method' : 'isv.invalid-method';
    expect(verified(response, sandbox.app().alipayPublicKey)).toMatchObject({
      name: 'error_response',
      content: { sub_code: sub },
    });
  });

  it('a parameter that says two things, a body that is no form, no UTF-8, and what is too large', async () => {
    const fields = v2Fields(sandbox, method, content);
    const path = `/gateway.do?${new URLSearchParams(fields)}`;
    const post = async (body: string | Buffer, type = 'application/x-www-form-urlencoded') => {
      const { json } = await send(sandbox.endpoint, { method: 'POST', path, body, headers: { 'content-type': type } });
      return Object(Object.values(json)[0]).sub_code;
    };
    expect(await post(`method=${method}`)).toBe('AUTH_TOKEN_NOT_EXISTED');
    expect(await post('method=other')).toBe('isv.invalid-parameter');
    expect(await post('{}', 'application/json')).toBe('isv.invalid-parameter');
    expect(await post(Buffer.from([0x61, 0x3d, 0xff]))).toBe('isv.invalid-charset');
    expect(await post(Buffer.alloc(5 * 1024 * 1024, 'a'))).toBe('isv.invalid-parameter');
    expect(await post('--x', 'multipart/form-data; boundary=x')).toBe('isv.invalid-parameter');
  });
});

describe('the v2 gateway accepts', () => {
  it.each(['form', 'query', 'split'] as const)('parameters as %s', async (as) => {
    const { json } = await v2Call(sandbox, method, content, { as });
    expect(json.alipay_open_auth_token_app_query_response).toMatchObject({
      code: '40004',
      sub_code: 'AUTH_TOKEN_NOT_EXISTED',
    });
  });

  it('parameters as parts of a form with files, which are not signed', async () => {
    const fields = v2Fields(sandbox, method, content);
    const parts = Object.entries(fields).map(([name, value]) => ({ name, content: value }));
    const file = { name: 'picture', content: 'bytes', filename: 'a.png' };
    const response = await send(sandbox.endpoint, {
      method: 'POST',
      path: '/gateway.do',
      body: formBody([...parts, file]),
      headers: { 'content-type': formType },
    });
    expect(response.json.alipay_open_auth_token_app_query_response).toMatchObject({ code: '40004' });
  });

  it('empty values, which are not signed, and parameters that it does not know, which are', async () => {
    const { json } = await v2Call(sandbox, method, content, { fields: { notify_url: '', alipay_sdk: 'any' } });
    expect(json.alipay_open_auth_token_app_query_response).toMatchObject({ code: '40004' });
  });

  it('a timestamp by the moved clock', async () => {
    await using moved = await startSandbox();
    moved.advanceClock(86_400);
    const { json } = await v2Call(moved, method, content);
    expect(json.alipay_open_auth_token_app_query_response).toMatchObject({ code: '40004' });
  });
});
