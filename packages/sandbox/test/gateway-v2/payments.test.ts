import { createVerify } from 'node:crypto';
import { fieldsSignString } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { merchant } from '../support/merchants.js';
import { type RawResponse, send } from '../support/raw-client.js';
import { TokenCalls } from '../support/token-calls.js';
import { type V2Call, v2Call, verified } from '../support/v2-calls.js';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(() => sandbox.close());

let orders = 0;
const order = { out_trade_no: '20260101-7', subject: '令牌 <b>"&', total_amount: '88.8', product_code: 'P' };
const returnUrl = 'https://shop.example/paid?order=7';

/** An order that no other test has made. */
const newOrder = () => {
  orders += 1;
  return { ...order, out_trade_no: `order-${orders}` };
};

const open = (content: object = newOrder(), fields: V2Call['fields'] = { return_url: returnUrl }, more: V2Call = {}) =>
  v2Call(sandbox, 'alipay.trade.page.pay', content, { fields, ...more });

async function press(button: 'pay' | 'cancel', { text }: RawResponse): Promise<RawResponse> {
  const path = new RegExp(`action="(/payments/[0-9a-f]{32}/${button})"`).exec(text)?.[1] ?? '';
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: sandbox.endpoint };
  return send(sandbox.endpoint, { method: 'POST', path, headers });
}

function returned(response: RawResponse, publicKey: string): Record<string, string> {
  const { searchParams } = new URL(response.headers.location ?? '');
  const { order: _, ...fields } = Object.fromEntries(searchParams);
  const text = fieldsSignString(fields, ['sign', 'sign_type']);
  expect(
    createVerify('sha256')
      .update(text)
      .verify(publicKey, fields.sign ?? '', 'base64'),
  ).toBe(true);
  return fields;
}

describe('a payment page', () => {
  it.each(['form', 'query', 'split'] as const)('shows the order, every value escaped; opened by %s', async (as) => {
    const response = await open(order, undefined, { as, fields: { return_url: returnUrl } });
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.text).toContain('令牌 &lt;b&gt;&quot;&amp;');
    expect(response.text).toContain('¥88.80');
    expect(response.text).toContain('20260101-7');
    expect(response.text).not.toMatch(/<script|style=|<b>/);
    expect(response.headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' https://shop.example; base-uri 'none'; frame-ancestors 'none'",
    );
  });

  it('returns with signed parameters when it is paid, once more as well', async () => {
    const page = await open(order);
    const paid = await press('pay', page);
    expect(paid.status).toBe(303);
    expect(returned(paid, sandbox.app().alipayPublicKey)).toMatchObject({
      method: 'alipay.trade.page.pay.return',
      app_id: sandbox.app().appId,
      auth_app_id: sandbox.app().appId,
      out_trade_no: '20260101-7',
      total_amount: '88.80',
      trade_no: expect.stringMatching(/^\d{28}$/),
      seller_id: expect.stringMatching(/^2088\d{12}$/),
      sign_type: 'RSA2',
      version: '1.0',
    });
    expect(paid.headers.location).toMatch(/^https:\/\/shop\.example\/paid\?order=7&app_id=/);
    expect((await press('pay', page)).status).toBe(303);
    expect((await press('cancel', page)).status).toBe(303);
  });

  it('names the merchant on whose behalf it was ordered, and is signed by the certificate in certificate mode', async () => {
    const app = sandbox.app('certificate');
    const { app_auth_token: token } = await new TokenCalls(sandbox, app).obtain(merchant(21));
    const page = await open(newOrder(), undefined, { app, fields: { return_url: returnUrl, app_auth_token: token } });
    expect(returned(await press('pay', page), app.alipayPublicKey)).toMatchObject({
      app_id: app.appId,
      auth_app_id: merchant(21).authAppId,
      seller_id: merchant(21).userId,
    });
  });

  it('goes to quit_url when the buyer leaves, and nowhere without one; the trade still waits', async () => {
    const quitting = await open({ ...newOrder(), quit_url: 'http://127.0.0.1:8080/basket' });
    const quit = await press('cancel', quitting);
    expect([quit.status, quit.headers.location]).toEqual([303, 'http://127.0.0.1:8080/basket']);
    const page = await open();
    const cancelled = await press('cancel', page);
    expect([cancelled.status, cancelled.headers.location]).toEqual([200, undefined]);
    expect(cancelled.text).toContain('<h1>Not paid</h1>');
    expect((await press('pay', page)).status).toBe(303);
  });

  it('says that the trade is paid when there is no return_url', async () => {
    expect((await press('pay', await open(newOrder(), {}))).text).toContain('<h1>Paid</h1>');
  });

  it('is not for other origins, nor found by another name', async () => {
    const { text } = await open();
    const path = /action="([^"]+pay)"/.exec(text)?.[1] ?? '';
    const foreign = await send(sandbox.endpoint, { method: 'POST', path, headers: { origin: 'https://evil.example' } });
    expect(foreign.status).toBe(403);
    const unknown = await send(sandbox.endpoint, { method: 'POST', path: '/payments/0/pay' });
    expect([unknown.status, unknown.text.includes('ACQ.TRADE_NOT_EXIST')]).toEqual([404, true]);
  });

  it.each([
    ['a subject that is missing', { ...order, subject: undefined }, 'subject不能为空'],
    ['a number that is not text', { ...order, out_trade_no: 7 }, 'out_trade_no应为不超过64个字符的字符串'],
    ['no amount', { ...order, total_amount: '' }, 'total_amount不能为空'],
    ['an amount of nothing', { ...order, total_amount: '0.00' }, 'total_amount应在0.01到100000000之间'],
    ['an amount of three decimals', { ...order, total_amount: '1.001' }, 'total_amount最多2位小数'],
    ['a script to quit to', { ...order, quit_url: 'javascript:1' }, 'quit_url应为http或https地址'],
    ['a host that a policy cannot name', { ...order, quit_url: 'https://a;b/' }, 'quit_url应为http或https地址'],
  ])('is refused, on a page, for %s', async (_what, content, problem) => {
    const { status, text, headers } = await open(content);
    expect([status, headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
    expect(text).toMatch(/isv\.invalid-parameter|ACQ\.INVALID_PARAMETER/);
    expect(text).toContain(problem);
  });

  it('shows the text that should have been signed, escaped', async () => {
    const { status, text } = await open(newOrder(), {}, { afterwards: { subject: '<script>' } });
    expect(status).toBe(400);
    expect(text).toContain('&amp;method=alipay.trade.page.pay&amp;sign_type=RSA2&amp;subject=&lt;script&gt;');
    expect(text).not.toContain('<script>');
  });
});

describe('an order for the mobile SDK', () => {
  it('is verified when it is posted', async () => {
    const response = await v2Call(sandbox, 'alipay.trade.app.pay', { ...order, out_trade_no: 'app-7' });
    expect(verified(response, sandbox.app().alipayPublicKey)).toMatchObject({
      name: 'alipay_trade_app_pay_response',
      content: { code: '10000', out_trade_no: 'app-7', total_amount: '88.80', app_id: sandbox.app().appId },
    });
    const wrong = await v2Call(sandbox, 'alipay.trade.app.pay', { subject: 'x' });
    expect(wrong.json.alipay_trade_app_pay_response).toMatchObject({ sub_msg: '参数无效：out_trade_no不能为空' });
  });
});
