import { X509Certificate } from 'node:crypto';
import { AlipayClient, certificateSerialNumber, createContentCipher } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merchant } from '../support/merchants.js';
import { type V2Call, v2Call, verified } from '../support/v2-calls.js';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});

afterEach(() => sandbox.close());

const token = 'alipay.open.auth.token.app';
const download = 'alipay.open.app.alipaycert.download';

async function call(method: string, content: unknown, more: V2Call = {}) {
  const { app = sandbox.app() } = more;
  return Object(verified(await v2Call(sandbox, method, content, more), app.alipayPublicKey).content);
}

describe('redeeming and asking by v2', () => {
  it('does what v3 does', async () => {
    const { appId } = sandbox.app();
    const { app_auth_code: code } = sandbox.consent({ appId, merchantApplications: [merchant(1)] });
    const redeemed = await call(token, { grant_type: 'authorization_code', code });
    expect(redeemed).toEqual({
      code: '10000',
      msg: 'Success',
      user_id: merchant(1).userId,
      auth_app_id: merchant(1).authAppId,
      app_auth_token: expect.stringMatching(/^\d{6}BB/),
      app_refresh_token: expect.stringMatching(/^\d{6}BB/),
      expires_in: 31_536_000,
      re_expires_in: 32_140_800,
    });
    const asked = await call(`${token}.query`, { app_auth_token: redeemed.app_auth_token });
    expect(asked).toMatchObject({ code: '10000', status: 'valid', auth_app_id: merchant(1).authAppId });
    expect(await call(token, { grant_type: 'authorization_code', code })).toEqual({
      code: '40004',
      msg: 'Business Failed',
      sub_code: 'AUTH_CODE_NOT_VALID',
      sub_msg: expect.any(String),
    });
    const refreshed = await call(token, { grant_type: 'refresh_token', refresh_token: redeemed.app_refresh_token });
    expect(refreshed.app_auth_token).not.toBe(redeemed.app_auth_token);
    expect(sandbox.requests().map(({ operation }) => operation)).toEqual([token, `${token}.query`, token, token]);
  });

  it('is signed by the certificate in certificate mode', async () => {
    const app = sandbox.app('certificate');
    const response = await v2Call(sandbox, token, { grant_type: 'authorization_code', code: 'x' }, { app });
    const { sn, content } = verified(response, app.alipayPublicKey);
    expect(sn).toBe(certificateSerialNumber(app.alipayCert ?? ''));
    expect(content).toMatchObject({ sub_code: 'AUTH_CODE_NOT_EXIST' });
  });

  it('is encrypted both ways when asked to be', async () => {
    const app = sandbox.app('encrypted');
    const cipher = createContentCipher(app.encryptKey ?? '');
    const { app_auth_code: code } = sandbox.consent({ appId: app.appId, merchantApplications: [merchant(2)] });
    const biz_content = cipher.encrypt(JSON.stringify({ grant_type: 'authorization_code', code }));
    const fields = { encrypt_type: 'AES', biz_content };
    const response = await v2Call(sandbox, token, undefined, { app, fields });
    const { content } = verified(response, app.alipayPublicKey);
    expect(JSON.parse(cipher.decrypt(String(content)))).toMatchObject({ code: '10000', user_id: merchant(2).userId });
    const failed = await call(token, undefined, { app, fields });
    expect(failed).toMatchObject({ sub_code: 'AUTH_CODE_NOT_VALID' });
    const wrong = await call(token, undefined, { app, fields: { ...fields, biz_content: 'AAAA' } });
    expect(wrong).toMatchObject({ sub_code: 'isv.decryption-error' });
  });

  it('returns the stub', async () => {
    sandbox.setStub(token, { body: { auth_app_id: '1' }, times: 1 });
    const redeem = { grant_type: 'authorization_code', code: 'c' };
    expect(await call(token, redeem)).toEqual({ code: '10000', msg: 'Success', auth_app_id: '1' });
    sandbox.setStub(token, { status: 400, body: { code: 'APP_NOT_ISV', message: 'no' } });
    expect(await call(token, redeem)).toMatchObject({ code: '40004', sub_code: 'APP_NOT_ISV', sub_msg: 'no' });
  });
});

describe('a user’s login by v2', () => {
  it('has its parameters outside biz_content, and no code in its response', async () => {
    const { appId } = sandbox.app();
    const code = sandbox.sandbox.userLogins.authorize({ appId, userId: merchant(3).userId, scopes: ['auth_user'] });
    const fields = { grant_type: 'authorization_code', code };
    const received = await call('alipay.system.oauth.token', undefined, { fields });
    expect(received).toMatchObject({ user_id: merchant(3).userId, access_token: expect.any(String) });
    expect(received).not.toHaveProperty('code');
    const again = await v2Call(sandbox, 'alipay.system.oauth.token', undefined, { fields });
    expect(verified(again, sandbox.app().alipayPublicKey)).toMatchObject({
      name: 'error_response',
      content: { code: '40002', sub_code: 'isv.code-invalid' },
    });
  });
});

describe('Alipay’s certificate', () => {
  const fetched = async (serialNumber: string | undefined) => {
    const { alipay_cert_content: content } = await call(download, { alipay_cert_sn: serialNumber });
    return Buffer.from(String(content), 'base64').toString();
  };

  it('is found by its serial number', async () => {
    const { alipayCert = '' } = sandbox.app('certificate');
    expect(await fetched(certificateSerialNumber(alipayCert))).toBe(alipayCert);
    expect(await call(download, { alipay_cert_sn: 'ab' })).toMatchObject({ sub_code: 'isv.alipay-cert-not-exist' });
    expect(await call(download, {})).toMatchObject({ code: '40001', sub_code: 'isv.missing-alipay-cert-sn' });
  });

  it('can be rotated: responses name the new one, and both can be downloaded', async () => {
    const app = sandbox.app('certificate');
    const { serialNumber, alipayCert } = await sandbox.rotateCertificate();
    expect(serialNumber).toBe(certificateSerialNumber(alipayCert));
    expect(alipayCert).not.toBe(app.alipayCert);
    const response = await v2Call(sandbox, token, {}, { app });
    const { publicKey } = new X509Certificate(alipayCert);
    expect(verified(response, publicKey.export({ type: 'spki', format: 'pem' }).toString()).sn).toBe(serialNumber);
    expect(await fetched(serialNumber)).toBe(alipayCert);
    expect(await fetched(certificateSerialNumber(app.alipayCert ?? ''))).toBe(app.alipayCert);
    expect((await sandbox.createApplication({ mode: 'certificate' })).alipayCert).toBe(alipayCert);
  });

  it('is rotated over the control API, before there is an application with one, and twice at once', async () => {
    await using bare = await startSandbox({ applications: [{ mode: 'key' }] });
    const rotate = () => fetch(`${bare.endpoint}/sandbox/certificate-rotation`, { method: 'POST' });
    const responses = await Promise.all([rotate(), rotate()]);
    const [first, second] = await Promise.all(responses.map((response) => response.json()));
    expect(first).toEqual({ serialNumber: expect.stringMatching(/^[0-9a-f]{32}$/), alipayCert: expect.any(String) });
    expect(second.serialNumber).not.toBe(first.serialNumber);
    for (const { serialNumber, alipayCert } of [first, second]) {
      expect(await bare.sandbox.alipay.findCertificate(serialNumber)).toBe(alipayCert);
    }
  });

  it('that was rotated is found by the client of this project, which goes on', async () => {
    const { appId, privateKey = '', appCert = '', alipayCert = '', alipayRootCert = '' } = sandbox.app('certificate');
    const client = new AlipayClient({
      appId,
      privateKey,
      appCertContent: appCert,
      alipayPublicCertContent: alipayCert,
      alipayRootCertContent: alipayRootCert,
      endpoint: sandbox.endpoint,
    });
    await sandbox.rotateCertificate();
    const query = { method: 'POST', path: '/v3/alipay/trade/customs/declare', body: { out_trade_no: '7' } } as const;
    expect(await client.request(query)).toMatchObject({ out_trade_no: '7' });
  });
});
