import { generateKeyPairSync } from 'node:crypto';
import { createContentCipher, fieldsSignString, verifyRsa } from '@lingpai/alipay';
import { AlipaySdk } from 'alipay-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alipayKeys, appKeys, standIn, standInClient } from '../support/alipay-stand-in.js';
import { app, certificateClient, rootSerialNumber } from '../support/certificate-mode.js';

const clock = () => Date.parse('2026-12-31T16:00:01Z');
const client = standInClient(standIn().transport, { clock });
const method = 'alipay.trade.page.pay';
const bizContent = { out_trade_no: '1', subject: '令牌 "&<>\'' };

const references: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** What a browser makes of an attribute. */
function unescapeAttribute(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, digits?: string, name = '') =>
    digits === undefined ? (references[name] ?? '') : String.fromCodePoint(Number(digits)),
  );
}

function formFields(html: string): Record<string, string> {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"\s*\/?>/g);
  return Object.fromEntries(Array.from(inputs, ([, name = '', value = '']) => [name, unescapeAttribute(value)]));
}

function isSigned({ sign = '', ...fields }: Readonly<Record<string, string>>, key = appKeys.publicKey): boolean {
  return verifyRsa(fieldsSignString(fields), sign, key);
}

describe('a page', () => {
  it('is an HTML form that submits itself, with every parameter signed', async () => {
    const html = await client.pageExecute(method, bizContent, {
      notifyUrl: 'https://a.example/n',
      returnUrl: 'https://a.example/r?x=1&y=2',
    });
    const fields = formFields(html);
    expect(isSigned(fields)).toBe(true);
    expect(fields).toMatchObject({
      app_id: '2021000000000001',
      biz_content: JSON.stringify(bizContent),
      charset: 'UTF-8',
      format: 'json',
      method,
      notify_url: 'https://a.example/n',
      return_url: 'https://a.example/r?x=1&y=2',
      sign_type: 'RSA2',
      timestamp: '2027-01-01 00:00:01',
      version: '1.0',
    });
    expect(html).toMatch(
      /^<form action="https:\/\/openapi\.alipay\.com\/gateway\.do\?charset=UTF-8" method="post" accept-charset="utf-8">/,
    );
    expect(html.endsWith('<script>document.currentScript.previousElementSibling.submit();</script>')).toBe(true);
  });

  it('is an address with GET', async () => {
    const url = new URL(await client.pageExecute(method, bizContent, { httpMethod: 'GET' }));
    expect(`${url.origin}${url.pathname}`).toBe('https://openapi.alipay.com/gateway.do');
    const fields = Object.fromEntries(url.searchParams);
    expect([...url.searchParams]).toHaveLength(Object.keys(fields).length);
    expect(isSigned(fields)).toBe(true);
    expect(fields.biz_content).toBe(JSON.stringify(bizContent));
  });

  it('can bear the nonce of a content security policy', async () => {
    const html = await client.pageExecute(method, {}, { scriptNonce: 'cmFuZG9t/+=' });
    expect(html).toContain('<script nonce="cmFuZG9t/+=">');
  });

  it('acts for a merchant, encrypts, and names the certificates where it should', async () => {
    const encryptKey = Buffer.alloc(16, 3).toString('base64');
    const merchant = certificateClient(standIn().transport, { encryptKey }).onBehalfOf('token-1');
    const fields = formFields(await merchant.pageExecute(method, bizContent));
    expect(fields).toMatchObject({
      app_auth_token: 'token-1',
      app_cert_sn: app.serialNumber,
      alipay_root_cert_sn: rootSerialNumber,
      encrypt_type: 'AES',
    });
    expect(createContentCipher(encryptKey).decrypt(fields.biz_content ?? '')).toBe(JSON.stringify(bizContent));
    expect(formFields(await merchant.pageExecute(method, bizContent, { encrypt: false })).encrypt_type).toBeUndefined();
  });

  it.each([
    [{ httpMethod: 'get' }, "httpMethod: expected 'GET' or 'POST'"],
    [{ scriptNonce: '"><script>' }, 'scriptNonce: expected base64, as in the content security policy'],
    [
      { returnUrl: 'https://a.example/?method=x' },
      'returnUrl: found a parameter called "method", which Alipay refuses; give it another name',
    ],
    [
      { returnUrl: 'javascript:alert(1)' },
      'returnUrl: expected an absolute address, such as "https://example.com/alipay"',
    ],
  ])('with %j is the mistake of the caller', async (options, message) => {
    await expect(client.pageExecute(method, {}, options as object)).rejects.toThrow(new TypeError(message));
  });

  it('holds whatever a value is, and nothing gets out of its attribute', async () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom('"', "'", '<', '>', '&', '`', '=', '/'), fc.string()) });
    await fc.assert(
      fc.asyncProperty(text, async (subject) => {
        const html = await client.pageExecute(method, { subject });
        expect(html).toMatch(/^[\x20-\x7e]*$/);
        expect(html.match(/<(?!\/?(?:form|input|noscript|button|script)\b)/g)).toBeNull();
        expect(html.match(/<script/g)).toHaveLength(1);
        const fields = formFields(html);
        expect(JSON.parse(fields.biz_content ?? '')).toEqual({ subject });
        expect(isSigned(fields)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('an order for the mobile SDK', () => {
  it('is its parameters, signed and percent-encoded', async () => {
    const order = await client.sdkExecute('alipay.trade.app.pay', bizContent, { notifyUrl: 'https://a.example/n' });
    const fields = Object.fromEntries(order.split('&').map((pair) => pair.split('=').map(decodeURIComponent)));
    expect(isSigned(fields)).toBe(true);
    expect(fields).toMatchObject({ method: 'alipay.trade.app.pay', biz_content: JSON.stringify(bizContent) });
    expect(order.split('&')[0]).toBe('app_id=2021000000000001');
  });

  it('is the mistake of the caller without a method', async () => {
    await expect(client.sdkExecute('', {})).rejects.toThrow(TypeError);
  });
});

describe('compared with the official client', () => {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const official = new AlipaySdk({
    appId: '2021000000000001',
    privateKey: keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    alipayPublicKey: alipayKeys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  });
  const own = standInClient(standIn().transport, { privateKey: keys.privateKey, clock });

  it('signatures are made by the same rule: its orders verify here', () => {
    const order = official.sdkExecute('alipay.trade.app.pay', { bizContent, notifyUrl: 'https://a.example/n' });
    const fields = Object.fromEntries(new URLSearchParams(order.replaceAll('+', '%2B')));
    expect(isSigned(fields, keys.publicKey)).toBe(true);
  });

  it('and so do its pages', () => {
    const url = new URL(official.pageExecute(method, 'GET', { bizContent, returnUrl: 'https://a.example/r' }));
    expect(isSigned(Object.fromEntries(url.searchParams), keys.publicKey)).toBe(true);
  });

  it('and orders from here pass its check', async () => {
    const order = await own.sdkExecute('alipay.trade.app.pay', bizContent);
    const fields = Object.fromEntries(new URLSearchParams(order.replaceAll('+', '%2B')));
    const checker = new AlipaySdk({
      appId: '2021000000000001',
      privateKey: keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      alipayPublicKey: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    });
    expect(checker.checkNotifySignV2(fields)).toBe(true);
    expect(checker.checkNotifySignV2({ ...fields, app_id: '2021000000000002' })).toBe(false);
  });
});
