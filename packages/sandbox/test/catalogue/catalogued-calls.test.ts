import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawCall } from '../support/raw-client.js';
import { callJson } from '../support/signed-calls.js';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ settings: { unknownFields: 'refuse' } });
});

afterAll(() => sandbox.close());

const activity = '/v3/alipay/marketing/activity';
const call = (method: string, path: string, body?: unknown, more?: RawCall) =>
  callJson(sandbox, method, path, body, more);

describe('a catalogued operation', () => {
  it('returns an example that repeats the call’s own values', async () => {
    const { status, json } = await call('POST', '/v3/alipay/trade/customs/declare', { out_trade_no: '20260101-7' });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      out_trade_no: '20260101-7',
      trade_no: 'trade_no-example',
      total_amount: '1.00',
      identity_check: expect.any(String),
    });
    const again = await call('POST', '/v3/alipay/trade/customs/declare', { out_trade_no: '20260101-7' });
    expect(again.json).toEqual(json);
  });

  it('takes parameters from its path and query', async () => {
    const { status, json } = await call('GET', `${activity}/2016%20%2F1?merchant_access_mode=SELF`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ activity_base_info: expect.any(Object) });
    expect(sandbox.requests().at(-1)?.operation).toBe('alipay.marketing.activity.query');
  });

  it.each(['1', '007', '-1', '9999999999999999999'])('takes %s for an integer in its query', async (number) => {
    expect((await call('GET', `${activity}/1/shop/batchquery?page_num=${number}`)).status).toBe(200);
  });

  it('takes no body as well as an empty one', async () => {
    expect((await call('POST', '/v3/alipay/trade/customs/declare')).status).toBe(200);
    expect((await call('POST', '/v3/alipay/trade/customs/declare', {})).status).toBe(200);
  });

  it.each([
    ['an unknown field', 'POST', '/v3/alipay/trade/customs/declare', { outTradeNo: '1' }, 'outTradeNo不是该接口的参数'],
    [
      'a wrong type',
      'POST',
      '/v3/alipay/trade/customs/declare',
      { out_trade_no: 1 },
      'out_trade_no应为字符串，实际为整数',
    ],
    [
      'a wrong type in a list',
      'POST',
      '/v3/alipay/trade/pay',
      { goods_detail: [{ goods_id: '1' }, { quantity: '2' }] },
      'goods_detail[1].quantity应为整数，实际为字符串',
    ],
    ['an unknown query parameter', 'GET', `${activity}/1?colour=red`, undefined, 'colour不是该接口的参数'],
    ['a query where there is none', 'POST', '/v3/alipay/trade/customs/declare?a=1', {}, 'a不是该接口的参数'],
    [
      'a query parameter twice',
      'GET',
      `${activity}/1?merchant_access_mode=a&merchant_access_mode=b`,
      undefined,
      'merchant_access_mode重复',
    ],
    [
      'a query parameter of another type',
      'GET',
      `${activity}/1/shop/batchquery?page_num=one`,
      undefined,
      'page_num应为整数',
    ],
    ['another verb', 'PUT', '/v3/alipay/trade/customs/declare', {}, '请求方法PUT应为POST'],
    ['another verb for a path with parameters', 'DELETE', `${activity}/1`, undefined, '请求方法DELETE应为GET'],
    ['another verb for redeeming', 'GET', '/v3/alipay/open/auth/token/app', undefined, '请求方法GET应为POST'],
  ] as const)('refuses %s, naming it', async (_what, method, path, body, problem) => {
    const { status, json } = await call(method, path, body);
    expect({ status, ...json }).toMatchObject({
      status: 400,
      code: 'invalid-parameter',
      message: `参数有误：${problem}`,
    });
  });

  it('refuses a path that cannot be decoded', async () => {
    const { status, json } = await call('GET', `${activity}/%FF`);
    expect({ status, ...json }).toMatchObject({ status: 400, code: 'invalid-parameter' });
  });

  it.each(['/v3/alipay/trade/nothing', '/v3/alipay/trade/customs/declare/', '/v3/', '/v3/alipay/marketing/activity/'])(
    'is not behind %s',
    async (path) => {
      const { status, json } = await call('POST', path, {});
      expect({ status, code: json.code }).toEqual({ status: 404, code: 'invalid-method' });
    },
  );

  it('is checked and gets cipher text when the application encrypts', async () => {
    const app = sandbox.app('encrypted');
    const { createContentCipher } = await import('@lingpai/alipay');
    const cipher = createContentCipher(app.encryptKey ?? '');
    const headers = { 'content-type': 'text/plain', 'alipay-encrypt-type': 'AES' };
    const path = '/v3/alipay/trade/customs/declare';
    const body = cipher.encrypt('{"out_trade_no":"7"}');
    const { headers: found, text } = await callJson(sandbox, 'POST', path, undefined, { app, headers, body });
    expect(found['content-type']).toBe('text/plain');
    expect(JSON.parse(cipher.decrypt(text))).toMatchObject({ out_trade_no: '7' });
    const wrong = cipher.encrypt('{"out_trade_no":7}');
    const refused = await callJson(sandbox, 'POST', path, undefined, { app, headers, body: wrong });
    expect(refused.json).toMatchObject({ message: '参数有误：out_trade_no应为字符串，实际为整数' });
  });
});
