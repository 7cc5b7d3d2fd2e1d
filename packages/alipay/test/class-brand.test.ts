import { generateKeyPairSync, sign } from 'node:crypto';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const packageFolder = new URL('../', import.meta.url);
const require = createRequire(import.meta.url);

type Client = typeof import('../src/index.js');

const esm: Client = await import(/* @vite-ignore */ new URL('dist/bundle/index.js', packageFolder).href);
const commonJs: Client = require(fileURLToPath(new URL('dist/cjs/index.js', packageFolder)));

const keyPair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

const details = { status: 400, code: 'AUTH_CODE_NOT_VALID', message: 'used', verified: true };

describe.each([
  ['ES module build', esm, 'CommonJS build', commonJs],
  ['CommonJS build', commonJs, 'ES module build', esm],
])('what the %s makes', (_name, made, _other, asked) => {
  const errors = {
    AlipayError: new made.AlipayError('x'),
    AlipayApiError: new made.AlipayApiError(details),
    AlipaySignatureError: new made.AlipaySignatureError('x', { problem: 'wrong' }),
    AlipayContentError: new made.AlipayContentError('x', { problem: 'not-json', status: 200 }),
    AlipayNotificationError: new made.AlipayNotificationError('x', 'malformed'),
    AlipayTransportError: new made.AlipayTransportError('x', { outcome: 'unknown' }),
    AlipayTimeoutError: new made.AlipayTimeoutError(5, 'unknown'),
  };
  const parents: Record<string, readonly string[]> = { AlipayTimeoutError: ['AlipayTransportError'] };

  it('is a notification whose bytes are kept', async () => {
    const [app, alipay] = [keyPair(), keyPair()];
    const signed = Buffer.concat([Buffer.from('charset=GBK&subject='), Buffer.of(0xa1, 0xa1)]);
    const signature = encodeURIComponent(sign('sha256', signed, alipay.privateKey).toString('base64'));
    const fields = made.parseNotification(`charset=GBK&subject=%A1%A1&sign_type=RSA2&sign=${signature}`);
    const options = { appId: '1', privateKey: app.privateKey, alipayPublicKey: alipay.publicKey };
    await expect(new asked.AlipayClient(options).verifyNotification(fields)).resolves.toMatchObject({ rule: 'V1' });
  });

  it('comes from two separate copies', () => {
    expect(made.AlipayError).not.toBe(asked.AlipayError);
  });

  it.each(Object.keys(errors) as (keyof typeof errors)[])('is an %s for the other build, and nothing else', (name) => {
    const recognized = (Object.keys(errors) as (keyof typeof errors)[]).filter(
      (candidate) => errors[name] instanceof asked[candidate],
    );
    expect(recognized.toSorted()).toEqual([...new Set(['AlipayError', name, ...(parents[name] ?? [])])].toSorted());
  });

  it('passes the guards of the other build', () => {
    expect(asked.isAlipayApiError(errors.AlipayApiError, 'AUTH_CODE_NOT_VALID')).toBe(true);
    expect(asked.isAlipayApiError(errors.AlipayApiError, 'OTHER')).toBe(false);
    expect(asked.isAlipayApiError(errors.AlipayContentError)).toBe(false);
  });

  it('is a client for the other build', () => {
    const [privateKey, alipayPublicKey] = [keyPair().privateKey, keyPair().publicKey];
    const client = new made.AlipayClient({ appId: '2021000000000001', privateKey, alipayPublicKey });
    expect(client).toBeInstanceOf(asked.AlipayClient);
    expect({}).not.toBeInstanceOf(asked.AlipayClient);
  });

  it('leaves subclasses of users apart', () => {
    class Ours extends asked.AlipayError {}
    expect(new Ours('x')).toBeInstanceOf(made.AlipayError);
    expect(errors.AlipayError).not.toBeInstanceOf(Ours);
    expect(new Ours('x')).toBeInstanceOf(Ours);
  });
});
