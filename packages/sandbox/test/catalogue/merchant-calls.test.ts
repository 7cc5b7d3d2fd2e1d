import { type ApplicationCredentials, type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { merchant } from '../support/merchants.js';
import { callJson } from '../support/signed-calls.js';
import { TokenCalls } from '../support/token-calls.js';

let sandbox: RunningSandbox;
let app: ApplicationCredentials;

beforeAll(async () => {
  sandbox = await startSandbox({ settings: { oldTokenGrace: 60 } });
  app = sandbox.app();
});

afterAll(() => sandbox.close());

const call = async (token: string) => {
  const headers = { 'alipay-app-auth-token': token };
  const { status, json } = await callJson(
    sandbox,
    'POST',
    '/v3/alipay/trade/customs/declare',
    { out_trade_no: '1' },
    { headers },
  );
  return status === 200 ? 'received' : `${status} ${json.code}`;
};

describe('a call on behalf of a merchant', () => {
  it('succeeds with a valid token, and with an old one during its grace', async () => {
    const calls = new TokenCalls(sandbox);
    const old = await calls.obtain(merchant(11));
    expect(await call(old.app_auth_token)).toBe('received');
    const { json } = await calls.refresh(old.app_refresh_token);
    expect(await call(old.app_auth_token)).toBe('received');
    sandbox.advanceClock(60);
    expect(await call(old.app_auth_token)).toBe('403 app-auth-token-time-out');
    expect(await call(String(json.app_auth_token))).toBe('received');
  });

  it('is refused once the merchant cancelled', async () => {
    const { app_auth_token: token } = await new TokenCalls(sandbox).obtain(merchant(12));
    sandbox.cancel({ appId: app.appId, authAppId: merchant(12).authAppId });
    expect(await call(token)).toBe('403 invalid-app-auth-token');
  });

  it('is refused with a token that there is not, or of another application', async () => {
    expect(await call('202601BBx')).toBe('403 invalid-app-auth-token');
    const other = await sandbox.createApplication({ mode: 'key' });
    const { app_auth_token: token } = await new TokenCalls(sandbox, other).obtain(merchant(13));
    expect(await call(token)).toBe('403 invalid-app-auth-relations');
  });
});
