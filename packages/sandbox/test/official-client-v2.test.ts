import { type ApplicationCredentials, type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { AlipayFormData } from 'alipay-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { merchant } from './support/merchants.js';
import { officialClient } from './support/official-client.js';
import { type RawResponse, send } from './support/raw-client.js';

let sandbox: RunningSandbox;
const zone = process.env.TZ;

beforeAll(async () => {
  sandbox = await startSandbox();
});

beforeEach(() => {
  // The official client writes the time of the machine's zone, where Alipay expects UTC+8.
  process.env.TZ = 'Asia/Shanghai';
});

afterAll(async () => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  await sandbox.close();
});

const token = 'alipay.open.auth.token.app';
const validateSign = { validateSign: true };
const client = (app: ApplicationCredentials = sandbox.app()) => officialClient(sandbox.endpoint, app);
const consent = (app: ApplicationCredentials, number: number) =>
  sandbox.consent({ appId: app.appId, merchantApplications: [merchant(number)] }).app_auth_code;

describe.each([
  ['key', false],
  ['certificate', false],
  ['encrypted', true],
] as const)('the official client’s exec, %s', (kind, needEncrypt) => {
  it('redeems and asks, in its own spelling', async () => {
    const app = sandbox.app(kind);
    const code = consent(app, 1);
    const options = { validateSign: !needEncrypt };
    const bizContent = { grantType: 'authorization_code', code };
    const redeemed = await client(app).exec(token, { bizContent, needEncrypt }, options);
    expect(redeemed).toMatchObject({
      code: '10000',
      msg: 'Success',
      userId: merchant(1).userId,
      appAuthToken: expect.stringMatching(/^\d{6}BB/),
      expiresIn: 31_536_000,
    });
    const query = { biz_content: { app_auth_token: redeemed.appAuthToken }, needEncrypt };
    expect(await client(app).exec(`${token}.query`, query, options)).toMatchObject({ status: 'valid' });
    const again = await client(app).exec(token, { bizContent, needEncrypt }, validateSign);
    expect(again).toMatchObject({ code: '40004', subCode: 'AUTH_CODE_NOT_VALID' });
  });
});

describe('the official client’s exec', () => {
  it('logs a user in', async () => {
    const { appId } = sandbox.app();
    const code = sandbox.sandbox.userLogins.authorize({ appId, userId: merchant(2).userId, scopes: ['auth_user'] });
    const params = { grantType: 'authorization_code', code };
    const response = await client().exec('alipay.system.oauth.token', params, validateSign);
    expect(response).toMatchObject({ userId: merchant(2).userId, accessToken: expect.any(String) });
  });

  it('sends files as a form that the gateway verifies, and knows no method for', async () => {
    const formData = new AlipayFormData();
    formData.addField('imageType', 'png');
    formData.addFile('imageContent', 'a.png', Buffer.from('bytes'));
    const response = await client().exec('alipay.offline.material.image.upload', {}, { formData });
    expect(response).toMatchObject({ code: '40002', subCode: 'isv.invalid-method' });
    expect(sandbox.requests().at(-1)?.body).toContain('image_content: a.png (image/png, 5 bytes)');
  });

  it('cannot verify an encrypted response, whatever its signature', async () => {
    const app = sandbox.app('encrypted');
    const bizContent = { grantType: 'authorization_code', code: consent(app, 3) };
    const call = client(app).exec(token, { bizContent, needEncrypt: true }, validateSign);
    await expect(call).rejects.toThrow('验签失败');
  });

  it('cannot verify a response under "error_response"', async () => {
    expect(await client().exec('alipay.nothing')).toMatchObject({ code: '40002', subCode: 'isv.invalid-method' });
    await expect(client().exec('alipay.nothing', {}, validateSign)).rejects.toThrow('验签失败');
  });

  it('verifies responses only with validateSign', async () => {
    const { alipayPublicKey: _, ...others } = sandbox.app();
    const stranger = { ...others, alipayPublicKey: sandbox.app('certificate').alipayPublicKey };
    const params = { bizContent: { app_auth_token: 'x' } };
    expect(await client(stranger).exec(`${token}.query`, params)).toMatchObject({ subCode: 'AUTH_TOKEN_NOT_EXISTED' });
    await expect(client(stranger).exec(`${token}.query`, params, validateSign)).rejects.toThrow('验签失败');
  });

  it('is refused in another time zone, as it writes the machine’s time', async () => {
    process.env.TZ = 'UTC';
    expect(await client().exec(`${token}.query`, {})).toMatchObject({ subCode: 'isv.invalid-timestamp' });
  });

  it('is refused with an empty parameter, which it signs', async () => {
    const params = { notifyUrl: '', bizContent: { app_auth_token: 'x' } };
    const response = await client().exec(`${token}.query`, params);
    expect(response).toMatchObject({ subCode: 'isv.invalid-signature' });
    expect(sandbox.requests().at(-1)?.refusal?.expectedText).not.toContain('notify_url');
  });

  it('goes on trusting its own certificate when Alipay’s was rotated, so that every signature is wrong', async () => {
    await using rotated = await startSandbox({ applications: [{ mode: 'certificate' }] });
    const official = officialClient(rotated.endpoint, rotated.app('certificate'));
    const params = { bizContent: { app_auth_token: 'x' } };
    expect(await official.exec(`${token}.query`, params, validateSign)).toMatchObject({ code: '40004' });
    await rotated.rotateCertificate();
    await expect(official.exec(`${token}.query`, params, validateSign)).rejects.toThrow('验签失败');
  });
});

const order = {
  outTradeNo: '20260101-7',
  productCode: 'FAST_INSTANT_TRADE_PAY',
  subject: '商品 "A" & <b>',
  totalAmount: '8.80',
};
const returnUrl = 'http://127.0.0.1:8080/paid';
const entities: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&#39;': "'",
};

/** Sends a form as a browser would. */
function submit(markup: string): Promise<RawResponse> {
  const decode = (text = '') => text.replaceAll(/&(quot|amp|lt|gt|#39);/g, (entity) => entities[entity] ?? entity);
  const action = new URL(decode(/<form action="([^"]*)"/.exec(markup)?.[1]));
  const inputs = [...markup.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  const body = new URLSearchParams(inputs.map(([, name = '', value]): [string, string] => [name, decode(value)]));
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return send(sandbox.endpoint, {
    method: 'POST',
    path: `${action.pathname}${action.search}`,
    body: `${body}`,
    headers,
  });
}

describe('the official client’s pageExecute', () => {
  it.each(['key', 'certificate'] as const)(
    'makes an address and a form that show the order, in %s mode',
    async (kind) => {
      const official = client(sandbox.app(kind));
      const address = new URL(official.pageExecute('alipay.trade.page.pay', 'GET', { bizContent: order, returnUrl }));
      const byAddress = await send(sandbox.endpoint, { method: 'GET', path: `${address.pathname}${address.search}` });
      const byForm = await submit(
        official.pageExecute('alipay.trade.wap.pay', 'POST', { bizContent: order, returnUrl }),
      );
      for (const { status, text } of [byAddress, byForm]) {
        expect(status).toBe(200);
        expect(text).toContain('商品 &quot;A&quot; &amp; &lt;b&gt;');
        expect(text).toContain('¥8.80');
      }
      expect(address.searchParams.get('alipay_sdk')).toBe('alipay-sdk-nodejs-4.0.0');
    },
  );

  it('leaves entities in a form as they are, so that the browser sends another text than was signed', async () => {
    const bizContent = { ...order, out_trade_no: 'r-and-d', subject: 'R&amp;D' };
    const byForm = await submit(client().pageExecute('alipay.trade.page.pay', 'POST', { bizContent, returnUrl }));
    expect([byForm.status, byForm.text.includes('isv.invalid-signature')]).toEqual([400, true]);
    const address = new URL(client().pageExecute('alipay.trade.page.pay', 'GET', { bizContent, returnUrl }));
    const byAddress = await send(sandbox.endpoint, { method: 'GET', path: `${address.pathname}${address.search}` });
    expect(byAddress.status).toBe(200);
  });

  it('gets the browser back with parameters that its checkNotifySignV2 accepts', async () => {
    const official = client();
    const bizContent = { ...order, out_trade_no: 'returning' };
    const page = await submit(official.pageExecute('alipay.trade.page.pay', 'POST', { bizContent, returnUrl }));
    const path = /action="(\/payments\/[^"]+\/pay)"/.exec(page.text)?.[1] ?? '';
    const { headers } = await send(sandbox.endpoint, { method: 'POST', path });
    const fields = Object.fromEntries(new URL(headers.location ?? '').searchParams);
    expect(fields).toMatchObject({ out_trade_no: 'returning', total_amount: '8.80' });
    expect(official.checkNotifySignV2({ ...fields })).toBe(true);
    expect(official.checkNotifySignV2({ ...fields, total_amount: '9.80' })).toBe(false);
  });
});

describe('the official client’s sdkExecute', () => {
  it.each(['key', 'certificate', 'encrypted'] as const)('makes an order that the gateway accepts, %s', async (kind) => {
    const params = { bizContent: order, notifyUrl: 'https://shop.example/notify', needEncrypt: kind === 'encrypted' };
    const { json } = await send(sandbox.endpoint, {
      method: 'POST',
      path: '/gateway.do',
      body: client(sandbox.app(kind)).sdkExecute('alipay.trade.app.pay', params),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const response = json.alipay_trade_app_pay_response;
    if (kind === 'encrypted') expect(response).toEqual(expect.any(String));
    else expect(response).toMatchObject({ code: '10000', out_trade_no: '20260101-7' });
  });
});
