import { AlipayClient } from '@lingpai/alipay';
import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import { type RunningSandbox, type SandboxSettings, startSandbox } from '@lingpai/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merchant } from './support/merchants.js';
import { pairOf, TokenCalls } from './support/token-calls.js';

const hour = 3600;
const day = 24 * hour;
const grace = 600;
const reExpiresIn = 32_140_800;

let sandbox: RunningSandbox;
let calls: TokenCalls;

async function restart(settings: Partial<SandboxSettings>): Promise<void> {
  await sandbox.close();
  sandbox = await startSandbox({ applications: [{ mode: 'key' }, { mode: 'key' }], clock: () => start, settings });
  calls = new TokenCalls(sandbox);
}

const start = Date.UTC(2026, 10, 23, 8, 30);

beforeEach(async () => {
  sandbox = await startSandbox({ applications: [{ mode: 'key' }, { mode: 'key' }], clock: () => start });
  calls = new TokenCalls(sandbox);
});

afterEach(() => sandbox.close());

/** The calls of the other application. */
function others(): TokenCalls {
  const [, other] = sandbox.applications;
  return new TokenCalls(sandbox, other);
}

describe('a code', () => {
  it('is redeemed once', async () => {
    const code = calls.consent();
    expect((await calls.redeem(code)).status).toBe(200);
    expect(await calls.redeem(code)).toMatchObject({
      status: 400,
      json: { code: 'AUTH_CODE_NOT_VALID', message: '授权码code无效：已被使用' },
    });
  });

  it('expires 24 hours after its issue', async () => {
    const code = calls.consent();
    const another = calls.consent(merchant(2));
    sandbox.advanceClock(day - 1);
    expect((await calls.redeem(code)).status).toBe(200);
    sandbox.advanceClock(1);
    expect((await calls.redeem(another)).json).toMatchObject({
      code: 'AUTH_CODE_NOT_VALID',
      message: '授权码code无效：已过期',
    });
  });

  it('that was never issued does not exist', async () => {
    expect((await calls.redeem('0'.repeat(32))).json.code).toBe('AUTH_CODE_NOT_EXIST');
  });

  it('of another application is refused, and not used by the attempt', async () => {
    const code = calls.consent();
    expect((await others().redeem(code)).json.code).toBe('APP_ID_NOT_CONSISTENT');
    expect((await calls.redeem(code)).status).toBe(200);
  });

  it('finds no token when the merchant cancelled before it was redeemed', async () => {
    const code = calls.consent();
    sandbox.cancel({ appId: calls.app.appId, authAppId: merchant().authAppId });
    expect((await calls.redeem(code)).json.code).toBe('AUTH_TOKEN_NOT_FOUND');
  });

  it('fetches the pair that was issued at the consent', async () => {
    const code = calls.consent();
    const [authorization] = sandbox.state().authorizations;
    sandbox.advanceClock(hour);
    const pair = pairOf(await calls.redeem(code));
    expect(authorization?.pairs).toEqual([
      {
        appAuthToken: pair.app_auth_token,
        appRefreshToken: pair.app_refresh_token,
        issuedAt: start,
        tokenExpiresAt: null,
        refreshExpiresAt: start + reExpiresIn * 1000,
        current: true,
      },
    ]);
  });
});

describe('a request for tokens', () => {
  it.each([
    [{}, 'invalid-parameter', '参数有误：grant_type不能为空'],
    [{ grant_type: 5 }, 'invalid-parameter', '参数有误：grant_type应为字符串'],
    [{ grant_type: 'password' }, 'GRANT_TYPE_INVALID', 'grant_type值不正确：应为authorization_code或refresh_token'],
    [{ grant_type: 'authorization_code' }, 'invalid-parameter', '参数有误：code不能为空'],
    [{ grant_type: 'authorization_code', code: [] }, 'invalid-parameter', '参数有误：code应为字符串'],
    [{ grant_type: 'refresh_token', code: 'x' }, 'invalid-parameter', '参数有误：refresh_token不能为空'],
  ])('with %j is refused with %s', async (fields, code, message) => {
    expect(await calls.send(fields)).toMatchObject({ status: 400, json: { code, message } });
  });

  it('of an application that is no service provider’s is refused', async () => {
    const app = await sandbox.createApplication({ mode: 'key', isv: false });
    const plain = new TokenCalls(sandbox, app);
    expect((await plain.redeem('x')).json.code).toBe('APP_NOT_ISV');
    expect((await plain.query('x')).json.code).toBe('APP_NOT_ISV');
  });
});

describe('a refresh', () => {
  it('issues a new pair; the old token works on until the grace is over', async () => {
    const old = await calls.obtain();
    sandbox.advanceClock(hour);
    const fresh = pairOf(await calls.refresh(old.app_refresh_token));
    expect(fresh.app_auth_token).not.toBe(old.app_auth_token);
    expect(fresh.app_refresh_token).not.toBe(old.app_refresh_token);
    sandbox.advanceClock(grace - 1);
    expect(await calls.status(old.app_auth_token)).toBe('valid');
    sandbox.advanceClock(1);
    expect(await calls.status(old.app_auth_token)).toBe('invalid');
    expect(await calls.status(fresh.app_auth_token)).toBe('valid');
    expect(sandbox.state().authorizations).toMatchObject([
      {
        pairs: [
          { current: false, tokenExpiresAt: start + (hour + grace) * 1000 },
          { current: true, tokenExpiresAt: null },
        ],
      },
    ]);
  });

  it('may be repeated with the old refresh token, each time for another pair', async () => {
    const old = await calls.obtain();
    const first = pairOf(await calls.refresh(old.app_refresh_token));
    const second = pairOf(await calls.refresh(old.app_refresh_token));
    expect(second.app_auth_token).not.toBe(first.app_auth_token);
    sandbox.advanceClock(reExpiresIn - 1);
    expect((await calls.refresh(old.app_refresh_token)).status).toBe(200);
    sandbox.advanceClock(1);
    expect((await calls.refresh(old.app_refresh_token)).json.code).toBe('REFRESH_TOKEN_TIME_OUT');
  });

  it('returns the current pair when it is repeated and the setting says so', async () => {
    await restart({ repeatedRefresh: 'current-pair' });
    const old = await calls.obtain();
    const first = pairOf(await calls.refresh(old.app_refresh_token));
    expect(pairOf(await calls.refresh(old.app_refresh_token))).toEqual(first);
    expect(pairOf(await calls.refresh(first.app_refresh_token))).not.toEqual(first);
  });

  it('with a used refresh token is refused when reuse is strict', async () => {
    await restart({ refreshReuse: 'strict' });
    const old = await calls.obtain();
    const fresh = pairOf(await calls.refresh(old.app_refresh_token));
    expect((await calls.refresh(old.app_refresh_token)).json.code).toBe('REFRESH_TOKEN_NOT_VALID');
    expect((await calls.refresh(fresh.app_refresh_token)).status).toBe(200);
  });

  it('times out when re_expires_in is over; the token itself still works', async () => {
    const pair = await calls.obtain();
    sandbox.advanceClock(reExpiresIn);
    expect((await calls.refresh(pair.app_refresh_token)).json.code).toBe('REFRESH_TOKEN_TIME_OUT');
    expect(await calls.status(pair.app_auth_token)).toBe('valid');
  });

  it('with an unknown refresh token is refused', async () => {
    expect((await calls.refresh('0'.repeat(40))).json.code).toBe('REFRESH_TOKEN_NOT_EXIST');
  });

  it('with another application’s refresh token is refused', async () => {
    const pair = await calls.obtain();
    expect((await others().refresh(pair.app_refresh_token)).json.code).toBe('APP_ID_NOT_CONSISTENT');
  });

  it('after a cancellation is refused', async () => {
    const pair = await calls.obtain();
    sandbox.cancel({ appId: calls.app.appId, authAppId: merchant().authAppId });
    expect((await calls.refresh(pair.app_refresh_token)).json.code).toBe('REFRESH_TOKEN_NOT_VALID');
  });
});

describe('a second consent of the same merchant application', () => {
  it('issues a new pair and ends the old one after the grace', async () => {
    const old = await calls.obtain();
    const fresh = await calls.obtain();
    expect(fresh.app_auth_token).not.toBe(old.app_auth_token);
    expect(sandbox.state().authorizations).toHaveLength(1);
    sandbox.advanceClock(grace - 1);
    expect(await calls.status(old.app_auth_token)).toBe('valid');
    expect((await calls.refresh(old.app_refresh_token)).status).toBe(200);
    sandbox.advanceClock(1);
    expect(await calls.status(old.app_auth_token)).toBe('invalid');
    expect((await calls.refresh(old.app_refresh_token)).json.code).toBe('REFRESH_TOKEN_NOT_VALID');
  });

  it('ends the old refresh token at once when reuse is strict', async () => {
    await restart({ refreshReuse: 'strict' });
    const old = await calls.obtain();
    await calls.obtain();
    expect((await calls.refresh(old.app_refresh_token)).json.code).toBe('REFRESH_TOKEN_NOT_VALID');
  });

  it('after a cancellation makes the authorization active again; the cancelled pair stays dead', async () => {
    const old = await calls.obtain();
    sandbox.cancel({ appId: calls.app.appId, authAppId: merchant().authAppId });
    const fresh = await calls.obtain();
    expect(sandbox.state().authorizations).toMatchObject([{ status: 'active' }]);
    expect(await calls.status(old.app_auth_token)).toBe('invalid');
    expect(await calls.status(fresh.app_auth_token)).toBe('valid');
  });
});

describe('a cancellation', () => {
  it('ends token and authorization at once; a second one changes nothing', async () => {
    const pair = await calls.obtain();
    const cancellation = { appId: calls.app.appId, authAppId: merchant().authAppId };
    const first = sandbox.cancel(cancellation);
    expect(first).toMatchObject({ status: 'cancelled', pairs: [{ current: false, tokenExpiresAt: start }] });
    sandbox.advanceClock(1);
    expect(sandbox.cancel(cancellation)).toEqual(first);
    expect(await calls.status(pair.app_auth_token)).toBe('invalid');
  });
});

describe('a mini program', () => {
  it('is authorized to one application at a time', async () => {
    const mini = await calls.obtain(merchant(3, 'TINYAPP'));
    const web = await calls.obtain(merchant(4, 'WEBAPP'));
    await others().obtain(merchant(3, 'TINYAPP'));
    await others().obtain(merchant(4, 'WEBAPP'));
    expect(await calls.status(mini.app_auth_token)).toBe('invalid');
    expect(await calls.status(web.app_auth_token)).toBe('valid');
    expect(sandbox.state().authorizations.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'TINYAPP cancelled',
      'WEBAPP active',
      'TINYAPP active',
      'WEBAPP active',
    ]);
  });
});

describe('a batch', () => {
  it('is redeemed with one code, for one pair per merchant application', async () => {
    const { json } = await calls.redeem(calls.consent(merchant(1), merchant(2, 'TINYAPP'), merchant(3)));
    expect(Object.keys(json)).toEqual(['tokens']);
    expect(json.tokens).toMatchObject([1, 2, 3].map((number) => ({ auth_app_id: merchant(number).authAppId })));
  });

  it('has the first pair at the top level too when the setting says so', async () => {
    await restart({ batchTopLevel: 'first' });
    const { json } = await calls.redeem(calls.consent(merchant(1), merchant(2)));
    expect(json).toMatchObject({ auth_app_id: merchant(1).authAppId, tokens: [{}, {}] });
  });

  it('leaves out what was cancelled before it was redeemed', async () => {
    const code = calls.consent(merchant(1), merchant(2), merchant(3));
    sandbox.cancel({ appId: calls.app.appId, authAppId: merchant(2).authAppId });
    const { json } = await calls.redeem(code);
    expect(json.tokens).toMatchObject([1, 3].map((number) => ({ auth_app_id: merchant(number).authAppId })));
  });

  it('may have 500 pairs', async () => {
    const { json } = await calls.redeem(
      calls.consent(...Array.from({ length: 500 }, (_, index) => merchant(index + 1))),
    );
    expect(json.tokens).toHaveLength(500);
  });
});

describe('a query', () => {
  it('returns whose token it is and since when, in Alipay’s time', async () => {
    const pair = await calls.obtain();
    expect((await calls.query(pair.app_auth_token)).json).toEqual({
      user_id: merchant().userId,
      auth_app_id: merchant().authAppId,
      expires_in: 31_536_000,
      auth_methods: expect.arrayContaining(['alipay.trade.pay', 'alipay.open.mini.version.upload']),
      auth_start: '2026-11-23 16:30:00',
      auth_end: '2027-11-23 16:30:00',
      status: 'valid',
      is_by_app_auth: true,
    });
  });

  it('lists what the merchant permitted: the methods that the application had at the consent', async () => {
    const { appId, privateKey = '', alipayPublicKey } = calls.app;
    sandbox.updateApplication(appId, { methods: ['alipay.trade.query'] });
    expect(sandbox.state().applications[0]).toMatchObject({ appId, methods: ['alipay.trade.query'] });
    const pair = await calls.obtain();
    sandbox.updateApplication(appId, { methods: ['alipay.trade.query', 'alipay.trade.close'] });
    const later = await calls.obtain(merchant(2));
    const methodsOf = async ({ app_auth_token: token }: typeof pair) => (await calls.query(token)).json.auth_methods;
    expect(await methodsOf(pair)).toEqual(['alipay.trade.query']);
    expect(await methodsOf(later)).toEqual(['alipay.trade.query', 'alipay.trade.close']);
    const { endpoint } = sandbox;
    const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint, clock: () => start });
    const close = (token: string) => new AlipayTradeApi(client.onBehalfOf(token)).close({ out_trade_no: '1' });
    await expect(close(pair.app_auth_token)).rejects.toMatchObject({
      code: 'invalid-app-auth-token-no-api',
      status: 403,
      verified: true,
    });
    await expect(close(later.app_auth_token)).rejects.toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST' });
    sandbox.updateApplication(appId, { methods: null });
    expect(await methodsOf(await calls.obtain(merchant(3)))).toContain('alipay.trade.pay');
    expect(() => sandbox.updateApplication(appId, { methods: ['no method'] })).toThrow(
      'methods[0]: expected a method, such as "alipay.trade.pay"',
    );
  });

  it('is refused without a token, with an unknown one and with another application’s', async () => {
    const pair = await calls.obtain();
    expect((await calls.query('')).json.code).toBe('ILLEGAL_PARAM');
    expect((await calls.query('x')).json.code).toBe('AUTH_TOKEN_NOT_EXISTED');
    expect((await others().query(pair.app_auth_token)).json.code).toBe('AUTH_TOKEN_NOT_CONSISTENT');
  });
});
