import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merchant } from './support/merchants.js';
import { queryPath, rawCall } from './support/raw-client.js';
import { pairOf, TokenCalls } from './support/token-calls.js';

let sandbox: RunningSandbox;
let calls: TokenCalls;

beforeEach(async () => {
  sandbox = await startSandbox({ applications: [{ mode: 'key' }, { mode: 'key' }] });
  calls = new TokenCalls(sandbox);
});

afterEach(() => sandbox.close());

async function callFor(token: string, app = calls.app) {
  const path = `${queryPath}?app_auth_token=${token}`;
  const headers = { 'alipay-app-auth-token': token };
  const { status, json } = await rawCall(sandbox.endpoint, app, {
    method: 'GET',
    path,
    headers,
    timestamp: sandbox.state().now,
  });
  return { status, outcome: json.code ?? json.status };
}

describe('a call on behalf of a merchant', () => {
  it('needs a token that works', async () => {
    const { app_auth_token: token, app_refresh_token: refreshToken } = await calls.obtain();
    expect(await callFor(token)).toEqual({ status: 200, outcome: 'valid' });
    expect(await callFor('x')).toEqual({ status: 403, outcome: 'invalid-app-auth-token' });

    const fresh = pairOf(await calls.refresh(refreshToken));
    sandbox.advanceClock(86_400);
    expect(await callFor(token)).toEqual({ status: 403, outcome: 'app-auth-token-time-out' });

    sandbox.cancel({ appId: calls.app.appId, authAppId: merchant().authAppId });
    expect(await callFor(fresh.app_auth_token)).toEqual({ status: 403, outcome: 'invalid-app-auth-token' });
  });

  it('is refused with another application’s token', async () => {
    const { app_auth_token: token } = await calls.obtain();
    const [, other] = sandbox.applications;
    expect(await callFor(token, other)).toEqual({ status: 403, outcome: 'invalid-app-auth-relations' });
  });
});
