import { type RunningSandbox, type SandboxSettings, startSandbox } from '@lingpai/sandbox';
import { describe, expect, it } from 'vitest';
import { checkCatalogue } from '../../../alipay/src/checks/check-catalogue.js';
import { catalogue } from '../../src/catalogue/catalogue.js';
import { callJson } from '../support/signed-calls.js';
import { v2Call, verified } from '../support/v2-calls.js';

const started = (settings: Partial<SandboxSettings> = {}) =>
  startSandbox({ applications: [{ mode: 'key' }], settings });
const freeze = '/v3/alipay/fund/auth/order/freeze';
const declare = '/v3/alipay/trade/customs/declare';

async function refusal(sandbox: RunningSandbox, path: string, body: object): Promise<object> {
  const { status, json } = await callJson(sandbox, 'POST', path, body);
  return { status, code: json.code, message: json.message };
}

describe('a strict sandbox', () => {
  it('is the default, and names every wrong field at once, with the operation’s own code where it lists one', async () => {
    await using sandbox = await started();
    const wrong = { amount: '0.001', enable_pay_channels: 'a', disable_pay_channels: 'b', pay_timeout: '1.5h' };
    expect(await refusal(sandbox, freeze, wrong)).toEqual({
      status: 400,
      code: 'invalid-parameter',
      message:
        '参数有误：disable_pay_channels和enable_pay_channels不能同时传入；amount最多2位小数；' +
        'amount应在0.01到100000000之间；pay_timeout的格式应为时长，如90m、2h、1d',
    });
    expect(await refusal(sandbox, '/v3/alipay/trade/refund', { refund_amount: '1.00' })).toEqual({
      status: 400,
      code: 'ACQ.INVALID_PARAMETER',
      message: '参数无效：out_trade_no和trade_no不能同时为空',
    });
  });

  it('refuses for the gateway what does not have the type of the field', async () => {
    await using sandbox = await started();
    expect(await refusal(sandbox, '/v3/alipay/trade/refund', { refund_amount: 1 })).toEqual({
      status: 400,
      code: 'invalid-parameter',
      message: '参数有误：out_trade_no和trade_no不能同时为空；refund_amount应为字符串，实际为整数',
    });
  });

  it('knows what the value of another field requires', async () => {
    await using sandbox = await started();
    const path = '/v3/alipay/open/auth/token/app';
    sandbox.setStub('alipay.open.auth.token.app', { body: {} });
    expect(await refusal(sandbox, path, { grant_type: 'refresh_token' })).toMatchObject({
      code: 'invalid-parameter',
      message: '参数有误：根据grant_type，refresh_token不能为空',
    });
  });

  it('checks the orders of the v2 gateway, where a number may stand for a text', async () => {
    await using sandbox = await started();
    const order = { out_trade_no: '7', subject: 's', product_code: 'QUICK_MSECURITY_PAY' };
    const pay = async (total_amount: unknown): Promise<unknown> => {
      const response = await v2Call(sandbox, 'alipay.trade.app.pay', { ...order, total_amount });
      return verified(response, sandbox.app().alipayPublicKey).content;
    };
    expect(await pay('1.001')).toMatchObject({
      sub_code: 'ACQ.INVALID_PARAMETER',
      sub_msg: '参数无效：total_amount最多2位小数',
    });
    expect(await pay(1)).toMatchObject({ code: '10000' });
  });

  it('knows every operation of the catalogue', () => {
    const known = new Set(Object.keys(checkCatalogue().operations));
    expect([...catalogue().operations.keys()].filter((id) => !known.has(id))).toEqual([]);
  });

  it('can be made lenient, and then checks types only', async () => {
    await using sandbox = await started({ strict: false });
    const wrong = { amount: '0.001', enable_pay_channels: 'a', disable_pay_channels: 'b' };
    expect((await callJson(sandbox, 'POST', freeze, wrong)).status).toBe(200);
    expect(await refusal(sandbox, freeze, { amount: 1 })).toMatchObject({ code: 'invalid-parameter' });
  });
});

describe('a field that the operation does not have', () => {
  it('is ignored, as a parameter of the query is', async () => {
    await using sandbox = await started();
    expect((await callJson(sandbox, 'POST', `${declare}?colour=red`, { outTradeNo: '7' })).status).toBe(200);
  });

  it('is refused where a setting asks for it', async () => {
    await using sandbox = await started({ unknownFields: 'refuse' });
    expect(await refusal(sandbox, `${declare}?colour=red`, { outTradeNo: '7' })).toMatchObject({
      code: 'invalid-parameter',
      message: '参数有误：colour不是该接口的参数；outTradeNo不是该接口的参数',
    });
  });

  it('is a setting with two values', async () => {
    await expect(started({ unknownFields: 'keep' as 'ignore' })).rejects.toThrow(
      new TypeError('settings.unknownFields: expected "ignore" or "refuse"'),
    );
    await expect(started({ strict: 1 as unknown as boolean })).rejects.toThrow(
      new TypeError('settings.strict: expected true or false'),
    );
  });
});
