import { createContentCipher } from '@lingpai/alipay';
import { startSandbox } from '@lingpai/sandbox';
import { describe, expect, it } from 'vitest';
import { merchant } from './support/merchants.js';
import { officialClient } from './support/official-client.js';
import { queryPath, rawCall } from './support/raw-client.js';
import { callJson } from './support/signed-calls.js';
import { TokenCalls } from './support/token-calls.js';
import { v2Call, verified } from './support/v2-calls.js';

/** What clients of other languages send and expect, as far as the sandbox once thought otherwise. */
describe('the v2 gateway, for clients in Go', () => {
  it('returns lifetimes as numbers, for one merchant application and for several', async () => {
    await using sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
    const { appId, alipayPublicKey } = sandbox.app();
    const redeem = async (...merchantApplications: ReturnType<typeof merchant>[]) => {
      const { app_auth_code: code } = sandbox.consent({ appId, merchantApplications });
      const content = { grant_type: 'authorization_code', code };
      return verified(await v2Call(sandbox, 'alipay.open.auth.token.app', content), alipayPublicKey).content;
    };
    expect(await redeem(merchant(1))).toMatchObject({ expires_in: 31_536_000, re_expires_in: 32_140_800 });
    expect(await redeem(merchant(1), merchant(2))).toMatchObject({
      tokens: [1, 2].map(() => ({ expires_in: 31_536_000, re_expires_in: 32_140_800 })),
    });
  });

  it('returns the lifetimes of a user’s tokens as numbers', async () => {
    await using sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
    const { appId, alipayPublicKey } = sandbox.app();
    const code = sandbox.sandbox.userLogins.authorize({ appId, userId: '2088000000000001', scopes: ['auth_user'] });
    const fields = { grant_type: 'authorization_code', code };
    const response = await v2Call(sandbox, 'alipay.system.oauth.token', undefined, { fields });
    expect(verified(response, alipayPublicKey).content).toMatchObject({
      expires_in: 1_296_000,
      re_expires_in: 2_592_000,
    });
  });

  it('keeps text on v3', async () => {
    await using sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
    const calls = new TokenCalls(sandbox);
    expect((await calls.redeem(calls.consent(merchant()))).json).toMatchObject({
      expires_in: '31536000',
      re_expires_in: '32140800',
    });
  });
});

describe('the root certificates’ serial number, which PHP v3 and gopay v3 leave out', () => {
  const without = { method: 'GET', path: `${queryPath}?app_auth_token=x` };
  const headers = (sn: string | undefined) => ({ ...without, headers: { 'alipay-root-cert-sn': sn } });

  it('may be missing', async () => {
    await using sandbox = await startSandbox({ applications: [{ mode: 'certificate' }] });
    const response = await rawCall(sandbox.endpoint, sandbox.app('certificate'), headers(undefined));
    expect(response.json.code).toBe('AUTH_TOKEN_NOT_EXISTED');
  });

  it('must be right where it is sent', async () => {
    await using sandbox = await startSandbox({ applications: [{ mode: 'certificate' }] });
    const response = await rawCall(sandbox.endpoint, sandbox.app('certificate'), headers('abc'));
    expect(response).toMatchObject({ status: 401, json: { code: 'invalid-alipay-root-cert-sn' } });
  });

  it('is demanded by the setting `rootCertSn`', async () => {
    await using sandbox = await startSandbox({
      applications: [{ mode: 'certificate' }],
      settings: { rootCertSn: 'required' },
    });
    const response = await rawCall(sandbox.endpoint, sandbox.app('certificate'), headers(undefined));
    expect(response).toMatchObject({ status: 401, json: { code: 'missing-alipay-root-cert-sn' } });
  });
});

describe('redeeming a single authorization', () => {
  const fields = { auth_app_id: merchant().authAppId, expires_in: '31536000' };

  it.each([
    ['absent', { ...fields, tokens: undefined }],
    ['both', { ...fields, tokens: [fields] }],
    ['only', { auth_app_id: undefined, expires_in: undefined, tokens: [fields] }],
  ] as const)('has the form of `singleTokens: "%s"`', async (singleTokens, expected) => {
    await using sandbox = await startSandbox({ applications: [{ mode: 'key' }], settings: { singleTokens } });
    const calls = new TokenCalls(sandbox);
    const { json } = await calls.redeem(calls.consent(merchant()));
    const { auth_app_id, expires_in, tokens } = json;
    expect({ auth_app_id, expires_in, tokens }).toMatchObject(expected);
  });

  it('has no `tokens` by default', async () => {
    await using sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
    const calls = new TokenCalls(sandbox);
    expect(Object.keys((await calls.redeem(calls.consent(merchant()))).json)).not.toContain('tokens');
  });
});

it('lets an old token work for 10 minutes after a refresh', async () => {
  await using sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
  const calls = new TokenCalls(sandbox);
  const { app_auth_token: token, app_refresh_token: refreshToken } = await calls.obtain(merchant());
  await calls.refresh(refreshToken);
  sandbox.advanceClock(590);
  expect(await calls.status(token)).toBe('valid');
  sandbox.advanceClock(10);
  expect(await calls.status(token)).toBe('invalid');
});

describe('a query', () => {
  it.each(['/v3/alipay/open/mini/category/query', '/v3/alipay/marketing/activity/7', `${queryPath}?app_auth_token=x`])(
    'may carry the public parameter auth_token: %s',
    async (path) => {
      await using sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
      const { json } = await callJson(sandbox, 'GET', `${path}${path.includes('?') ? '&' : '?'}auth_token=u1`);
      expect(json.code ?? 'done').not.toBe('invalid-parameter');
    },
  );

  it('may carry auth_token with a body, too, once', async () => {
    await using sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
    const call = (query: string) =>
      callJson(sandbox, 'POST', `/v3/alipay/trade/customs/declare?${query}`, { out_trade_no: '7' });
    expect((await call('auth_token=u1')).status).toBe(200);
    expect((await call('auth_token=u1&auth_token=u1')).json.code).toBe('invalid-parameter');
  });

  it.each(['true', 'false', '1', '0'])('may write a boolean as %s', async (text) => {
    await using sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
    const path = `/v3/alipay/open/mini/category/query?is_filter=${text}`;
    expect((await callJson(sandbox, 'GET', path)).status).toBe(200);
  });

  it.each(['2', '', 'TRUE', 'yes'])('may not write a boolean as "%s"', async (text) => {
    await using sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
    const path = `/v3/alipay/open/mini/category/query?is_filter=${text}`;
    expect((await callJson(sandbox, 'GET', path)).json.code).toBe('invalid-parameter');
  });
});

describe('an application with content encryption', () => {
  const path = `${queryPath}?app_auth_token=`;

  async function encryptedSandbox(settings = {}) {
    const sandbox = await startSandbox({ applications: [{ mode: 'key', encrypted: true }], settings });
    const app = sandbox.app('encrypted');
    const { authorizations } = sandbox.consent({ appId: app.appId, merchantApplications: [merchant()] });
    return { sandbox, app, token: authorizations[0]?.pairs[0]?.appAuthToken ?? '' };
  }

  it('gets an encrypted response to a GET that says so, as PHP, Java and .NET send it', async () => {
    const { sandbox, app, token } = await encryptedSandbox({ encryptResponses: 'as-requested' });
    await using _ = sandbox;
    const headers = { 'content-type': 'text/plain', 'alipay-encrypt-type': 'AES' };
    const response = await rawCall(sandbox.endpoint, app, { method: 'GET', path: path + token, headers });
    expect(response.headers['content-type']).toBe('text/plain');
    const text = createContentCipher(app.encryptKey ?? '').decrypt(response.text);
    expect(JSON.parse(text)).toMatchObject({ status: 'valid' });
  });

  it('gets an encrypted response to a GET that says nothing, as Alipay’s client for Node sends it', async () => {
    const { sandbox, app, token } = await encryptedSandbox();
    await using _ = sandbox;
    const { data } = await officialClient(sandbox.endpoint, app).curl('GET', queryPath, {
      query: { app_auth_token: token },
      needEncrypt: true,
    });
    expect(data).toMatchObject({ status: 'valid' });
  });

  it('gets plain responses to plain requests under the other reading', async () => {
    const { sandbox, app, token } = await encryptedSandbox({ encryptResponses: 'as-requested' });
    await using _ = sandbox;
    const { json } = await rawCall(sandbox.endpoint, app, { method: 'GET', path: path + token });
    expect(json).toMatchObject({ status: 'valid' });
  });
});
