import { generateKeyPairSync } from 'node:crypto';
import { type ApplicationCredentials, type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { officialClient } from './support/official-client.js';

const tokenPath = '/v3/alipay/open/auth/token/app';
const queryPath = '/v3/alipay/open/auth/token/app/query';
const merchant = { authAppId: '2021000000000777', userId: '2088000000000042', kind: 'WEBAPP' } as const;

interface Pair {
  readonly app_auth_token: string;
  readonly app_refresh_token: string;
}

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});

afterEach(() => sandbox.close());

describe.each([
  ['key mode', 'key', false],
  ['certificate mode', 'certificate', false],
  ['key mode with encrypted contents', 'encrypted', true],
] as const)('the official client in %s', (_title, kind, needEncrypt) => {
  it('redeems, queries and refreshes', async () => {
    const app = sandbox.app(kind);
    const client = officialClient(sandbox.endpoint, app);
    const { app_auth_code: code } = sandbox.consent({ appId: app.appId, merchantApplications: [merchant] });

    const redeemed = await client.curl<Pair>('POST', tokenPath, {
      body: { grant_type: 'authorization_code', code },
      needEncrypt,
    });
    expect(redeemed.responseHttpStatus).toBe(200);
    expect(redeemed.data).toEqual({
      user_id: merchant.userId,
      auth_app_id: merchant.authAppId,
      app_auth_token: expect.stringMatching(/^\d{6}BB[0-9a-f]{32}$/),
      app_refresh_token: expect.stringMatching(/^\d{6}BB[0-9a-f]{32}$/),
      expires_in: '31536000',
      re_expires_in: '32140800',
    });

    const queried = await client.curl('GET', queryPath, {
      query: { app_auth_token: redeemed.data.app_auth_token },
      needEncrypt,
    });
    expect(queried.data).toMatchObject({ user_id: merchant.userId, status: 'valid', expires_in: 31_536_000 });

    const refreshed = await client.curl<Pair>('POST', tokenPath, {
      body: { grant_type: 'refresh_token', refresh_token: redeemed.data.app_refresh_token },
      needEncrypt,
    });
    expect(refreshed.data.app_auth_token).not.toBe(redeemed.data.app_auth_token);

    await expect(
      client.curl('POST', tokenPath, { body: { grant_type: 'authorization_code', code }, needEncrypt }),
    ).rejects.toMatchObject({ code: 'AUTH_CODE_NOT_VALID', responseHttpStatus: 400 });
  });
});

describe('the official client is refused', () => {
  const call = (app: ApplicationCredentials, privateKey?: string) =>
    officialClient(sandbox.endpoint, app, privateKey).curl('GET', queryPath, { query: { app_auth_token: 'x' } });

  it('with a private key that is not the application’s, and learns the text to sign', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const other = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    await expect(call(sandbox.app(), other)).rejects.toMatchObject({
      code: 'invalid-signature',
      responseHttpStatus: 401,
      message: expect.stringContaining(`网关生成的验签字符串为：app_id=${sandbox.app().appId},nonce=`),
    });
    const [entry] = sandbox.requests();
    expect(entry?.refusal?.expectedText).toMatch(
      /^app_id=\d{16},nonce=[0-9a-f-]{36},timestamp=\d{13}\nGET\n\/v3\/alipay\/open\/auth\/token\/app\/query\?app_auth_token=x\n\n$/,
    );
  });

  it('with a timestamp that is stale by the sandbox clock', async () => {
    sandbox.advanceClock(601);
    await expect(call(sandbox.app())).rejects.toMatchObject({ code: 'illegal-timestamp', responseHttpStatus: 401 });
  });

  it('when a request of its is sent again byte for byte', async () => {
    const app = sandbox.app();
    const { app_auth_code: code } = sandbox.consent({ appId: app.appId, merchantApplications: [merchant] });
    await officialClient(sandbox.endpoint, app).curl('POST', tokenPath, {
      body: { grant_type: 'authorization_code', code },
    });
    const [sent] = sandbox.requests();
    const replayed = await fetch(`${sandbox.endpoint}${sent?.pathAndQuery}`, {
      method: 'POST',
      headers: { authorization: `${sent?.headers.authorization}`, 'content-type': 'application/json' },
      body: `${sent?.body}`,
    });
    expect(replayed.status).toBe(401);
    expect(await replayed.json()).toMatchObject({ code: 'suspected-attack' });
  });
});
