import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

const merchant = '2021000000000011';
const bizContent = { out_trade_no: 's-1', total_amount: '1.00', subject: '茶', product_code: 'FAST_INSTANT_TRADE_PAY' };
let world: HubWorld;
let key: string;

beforeAll(async () => {
  world = await HubWorld.start();
  await world.grant(merchant);
  key = await world.createKey(['proxy']);
});
afterAll(() => world[Symbol.asyncDispose]());

const sign = (what: 'page' | 'order', body: object, who: string = key) =>
  world.node.request('POST', `/v1/apps/${world.appId}/sign/${what}`, { key: who, body });
const token = () => {
  const { pairs = [] } = world.sandbox.state().authorizations.find(({ authAppId }) => authAppId === merchant) ?? {};
  return pairs.at(-1)?.appAuthToken;
};

describe('/v1/apps/:appId/sign', () => {
  it('signs the address of a page, which Alipay opens', async () => {
    const body = { method: 'alipay.trade.page.pay', bizContent, httpMethod: 'GET', authAppId: merchant };
    const { status, json, headers } = await sign('page', { ...body, returnUrl: 'https://shop.example/back' });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    const { searchParams } = new URL(json.url);
    expect(searchParams.get('app_auth_token')).toBe(token());
    expect(searchParams.get('return_url')).toBe('https://shop.example/back');
    const page = await fetch(json.url);
    expect({ status: page.status, text: await page.text() }).toMatchObject({
      status: 200,
      text: expect.stringContaining('s-1'),
    });
  });

  it('signs a page that submits itself, of the application alone', async () => {
    const { json } = await sign('page', { method: 'alipay.trade.page.pay', bizContent, scriptNonce: 'abc=' });
    expect(json.html).toContain(`action="${world.sandbox.endpoint}/gateway.do`);
    expect(json.html).toContain('nonce="abc="');
    expect(json.html).not.toContain('app_auth_token');
    expect(json).not.toHaveProperty('url');
  });

  it('signs an order for the mobile SDK, which Alipay accepts', async () => {
    const { json } = await sign('order', {
      method: 'alipay.trade.app.pay',
      bizContent: { ...bizContent, out_trade_no: 's-2', product_code: 'QUICK_MSECURITY_PAY' },
      authAppId: merchant,
    });
    const response = await fetch(`${world.sandbox.endpoint}/gateway.do`, {
      method: 'POST',
      body: json.order,
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    });
    expect(await response.json()).toMatchObject({
      alipay_trade_app_pay_response: { code: '10000', out_trade_no: 's-2' },
    });
  });

  it('names what is wrong', async () => {
    const method = 'alipay.trade.page.pay';
    const detailOf = async (body: object) => (await sign('page', body)).json;
    expect(await detailOf({ method, bizcontent: {} })).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/^bizcontent: /),
    });
    expect(await detailOf({ method: 'pay' })).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/^method: /),
    });
    const smuggled = { method, bizContent, parameters: { app_auth_token: 'x' } };
    expect(await detailOf(smuggled)).toMatchObject({ status: 400, detail: expect.stringContaining('app_auth_token') });
  });

  it('needs the scope, and a merchant who is authorized', async () => {
    const body = { method: 'alipay.trade.app.pay', bizContent, authAppId: merchant };
    const other = await world.createKey(['read', 'token', 'webhooks', 'manage']);
    expect((await sign('order', body, other)).json).toMatchObject({ status: 403, needs: ['proxy'] });
    const unknown = await sign('order', { ...body, authAppId: '2021000000000099' });
    expect(unknown.json).toMatchObject({ status: 404, code: 'unknown-authorization' });
  });
});
