import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

const merchant = '2021000000000011';
let world: HubWorld;
let key: string;

beforeAll(async () => {
  world = await HubWorld.start({ alipay: { oldTokenGrace: 0 } });
  await world.grant(merchant);
  key = await world.createKey(['proxy']);
});
afterAll(() => world[Symbol.asyncDispose]());

const call = (body: object | string, headers: Record<string, string> = {}, authAppId = merchant) =>
  world.node.request('POST', `/proxy/${world.appId}/${authAppId}/gateway.do`, { key, body, headers });
const form = (fields: Record<string, string>) =>
  call(new URLSearchParams(fields).toString(), { 'content-type': 'application/x-www-form-urlencoded' });
const order = (outTradeNo: string) => ({ out_trade_no: outTradeNo, total_amount: '1.00', subject: '茶' });
const isSent = () => world.sandbox.requests().length;

describe('/proxy/:appId/:authAppId/gateway.do', () => {
  it('makes a call given as JSON, and responds with the response object', async () => {
    const { status, json, headers } = await call({ method: 'alipay.trade.precreate', bizContent: order('v2-1') });
    expect({ status, json }).toMatchObject({ status: 200, json: { code: '10000', out_trade_no: 'v2-1' } });
    expect(json).not.toHaveProperty('sign');
    expect(headers.get('lingpai-token-generation')).toMatch(/^\d+$/);
    expect(headers.get('lingpai-alipay-code')).toBeNull();
    const parameters = new URLSearchParams(world.sandbox.requests().at(-1)?.body);
    expect(parameters.get('app_auth_token')).toMatch(/\S/);
  });

  it('makes a call given as the form that Alipay takes', async () => {
    const biz_content = JSON.stringify(order('v2-2'));
    const { json } = await form({
      method: 'alipay.trade.precreate',
      biz_content,
      notify_url: 'https://shop.example/n',
    });
    expect(json).toMatchObject({ code: '10000', out_trade_no: 'v2-2' });
    expect(new URLSearchParams(world.sandbox.requests().at(-1)?.body).get('notify_url')).toBe('https://shop.example/n');
  });

  it('passes an error of Alipay on with its code', async () => {
    const { status, json, headers } = await call({
      method: 'alipay.trade.query',
      bizContent: { out_trade_no: 'none' },
    });
    expect({ status, json }).toMatchObject({ status: 200, json: { code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST' } });
    expect(headers.get('lingpai-alipay-code')).toBe('ACQ.TRADE_NOT_EXIST');
  });

  it.each(['app_id', 'app_auth_token', 'sign', 'timestamp', 'charset', 'app_cert_sn', 'biz_content '])(
    'refuses the parameter %s, which the hub sets',
    async (name) => {
      const before = isSent();
      const { json } = await form({ method: 'alipay.trade.query', [name]: 'x' });
      expect(json).toMatchObject({ status: 400, code: 'invalid-request', detail: expect.stringContaining(name) });
      expect(isSent()).toBe(before);
    },
  );

  it('refuses a parameter that comes twice, and parameters in the address', async () => {
    const before = isSent();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await call('method=alipay.trade.query&method=alipay.trade.pay', type)).status).toBe(400);
    const path = `/proxy/${world.appId}/${merchant}/gateway.do?app_auth_token=x`;
    const { json } = await world.node.request('POST', path, { key, body: { method: 'alipay.trade.query' } });
    expect(json).toMatchObject({ status: 400, detail: 'parameters belong in the body' });
    expect(isSent()).toBe(before);
  });

  it('refuses an integer that would lose digits', async () => {
    const body =
      '{"method":"alipay.trade.query","bizContent":{"text":"\\"12345678901234567890","id":12345678901234567890}}';
    const { json } = await call(body, { 'content-type': 'application/json' });
    expect(json).toMatchObject({ status: 400, detail: expect.stringContaining('an integer beyond 2^53') });
    const fine = '{"method":"alipay.trade.query","bizContent":{"out_trade_no":"12345678901234567890"}}';
    expect((await call(fine, { 'content-type': 'application/json' })).status).toBe(200);
  });

  it('leaves redeeming codes and rotating tokens to the hub', async () => {
    const { json } = await call({ method: 'Alipay.open.auth.token.app', bizContent: {} });
    expect(json).toMatchObject({ status: 403, code: 'call-refused' });
  });

  it('of a merchant who cancelled is a problem', async () => {
    await world.grant('2021000000000012');
    world.sandbox.updateApplication(world.appId, { notifyUrl: null });
    world.sandbox.cancel({ appId: world.appId, authAppId: '2021000000000012' });
    const { json } = await call(
      { method: 'alipay.trade.query', bizContent: { out_trade_no: 'x' } },
      {},
      '2021000000000012',
    );
    expect(json).toMatchObject({ status: 409, code: 'cancelled' });
  });
});
