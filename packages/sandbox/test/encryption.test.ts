import { createPublicKey } from 'node:crypto';
import { createContentCipher, verifyResponse } from '@lingpai/alipay';
import { type ApplicationCredentials, type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { merchant } from './support/merchants.js';
import { type RawCall, rawCall } from './support/raw-client.js';

let sandbox: RunningSandbox;
let app: ApplicationCredentials;

beforeAll(async () => {
  sandbox = await startSandbox({ applications: [{ mode: 'key', encrypted: true }, { mode: 'key' }] });
  app = sandbox.app('encrypted');
});

afterAll(() => sandbox.close());

const cipher = () => createContentCipher(app.encryptKey ?? '');
const encrypted = { 'content-type': 'text/plain', 'alipay-encrypt-type': 'AES' };
const call = (body: string, headers: RawCall['headers'] = encrypted, of = app) =>
  rawCall(sandbox.endpoint, of, { body, headers });

describe('an encrypted request', () => {
  it('gets an encrypted response whose signature covers the cipher text', async () => {
    const { app_auth_code: code } = sandbox.consent({ appId: app.appId, merchantApplications: [merchant()] });
    const { status, headers, text } = await call(
      cipher().encrypt(JSON.stringify({ grant_type: 'authorization_code', code })),
    );
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain');
    expect(verifyResponse(headers, Buffer.from(text), createPublicKey(app.alipayPublicKey))).toBe('valid');
    expect(JSON.parse(cipher().decrypt(text))).toMatchObject({ auth_app_id: merchant().authAppId });
  });

  it('is refused in the clear', async () => {
    const { status, json } = await call(cipher().encrypt('{"grant_type":"x"}'));
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'GRANT_TYPE_INVALID' });
  });

  it.each([
    ['text that is no base64', () => '{"grant_type":"x"}', 'decryption-error'],
    [
      'the cipher text of another key',
      () => createContentCipher(Buffer.alloc(16, 1).toString('base64')).encrypt('{}'),
      'decryption-error',
    ],
    ['half a cipher text', () => cipher().encrypt('x'.repeat(40)).slice(0, 20), 'decryption-error'],
    ['cipher text of something that is no JSON', () => cipher().encrypt('x'), 'illegal-json'],
  ])('with %s is refused', async (_title, body, code) => {
    expect(await call(body())).toMatchObject({ status: 400, json: { code } });
  });

  it('of an unknown kind is refused', async () => {
    const { json } = await call('abcd', { ...encrypted, 'alipay-encrypt-type': 'SM4' });
    expect(json.code).toBe('invalid-encrypt-type');
  });

  it('of an application without a key is refused', async () => {
    expect((await call('abcd', encrypted, sandbox.app('key'))).json.code).toBe('missing-encrypt-key');
  });
});
