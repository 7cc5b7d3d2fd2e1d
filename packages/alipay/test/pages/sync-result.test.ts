import { type SyncResult, signRsa } from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alipayKeys, appKeys, standIn, standInClient } from '../support/alipay-stand-in.js';
import { certificateClient } from '../support/certificate-mode.js';

const client = standInClient(standIn().transport);
const member = 'alipay_trade_app_pay_response';
const paid = {
  code: '10000',
  msg: 'Success',
  app_id: '2021000000000001',
  out_trade_no: 'A1',
  trade_no: '2026112322001',
  total_amount: '9.00',
  seller_id: '2088120000000003',
  charset: 'utf-8',
  timestamp: '2026-11-23 08:00:00',
};

async function resultOf(content: string, signed = content, privateKey = alipayKeys.privateKey): Promise<string> {
  return `{"${member}":${content},"sign":"${await signRsa(signed, privateKey)}","sign_type":"RSA2"}`;
}

async function refusal(result: unknown): Promise<unknown> {
  return client.verifySyncResult(result as SyncResult).then(
    () => 'accepted',
    (error: unknown) => error,
  );
}

describe('the result that the mobile SDK gives an app', () => {
  const content = JSON.stringify(paid);

  it('is verified as the text of its result, as the object, and as the JSON of the object', async () => {
    const result = await resultOf(content);
    const whole = { memo: '', resultStatus: '9000', result };
    for (const given of [result, whole, JSON.stringify(whole)]) {
      await expect(client.verifySyncResult(given)).resolves.toEqual(paid);
    }
  });

  it('is signed as it stands, or before its slashes were escaped', async () => {
    const spaced = '{ "code": "10000", "url": "https:\\/\\/a.example\\/", "subject": "令牌" }';
    await expect(client.verifySyncResult(await resultOf(spaced))).resolves.toMatchObject({ subject: '令牌' });
    const unescaped = spaced.replaceAll('\\/', '/');
    await expect(client.verifySyncResult(await resultOf(spaced, unescaped))).resolves.toMatchObject({ code: '10000' });
  });

  it('of another method has another name', async () => {
    const result = (await resultOf(content)).replace(member, 'alipay_user_agreement_page_sign_response');
    await expect(client.verifySyncResult<typeof paid>(result)).resolves.toEqual(paid);
  });

  it('that is a signed failure is an error of Alipay', async () => {
    const failed = '{"code":"40004","msg":"Business Failed","sub_code":"ACQ.TRADE_HAS_CLOSE","sub_msg":"交易已经关闭"}';
    expect(await refusal(await resultOf(failed))).toMatchObject({
      name: 'AlipayApiError',
      code: 'ACQ.TRADE_HAS_CLOSE',
      message: '交易已经关闭',
      verified: true,
    });
  });

  it.each([
    ['changed', async () => (await resultOf(content)).replace('9.00', '0.01'), 'AlipaySignatureError', 'wrong'],
    ['signed by another', () => resultOf(content, content, appKeys.privateKey), 'AlipaySignatureError', 'wrong'],
    ['unsigned', async () => `{"${member}":${content}}`, 'AlipaySignatureError', 'missing'],
    [
      'of an unknown kind of signature',
      async () => (await resultOf(content)).replace('RSA2', 'RSA'),
      'AlipaySignatureError',
      'unsupported',
    ],
    [
      'of two response objects',
      async () => (await resultOf(content)).replace('{', '{"a_response":{},'),
      'AlipayContentError',
      'not-json',
    ],
    ['no JSON', async () => 'resultStatus=9000', 'AlipayContentError', 'not-json'],
    ['a list', async () => '[]', 'AlipayContentError', 'not-json'],
    ['a list inside', () => resultOf('[1]'), 'AlipayContentError', 'not-json'],
  ])('is refused when it is %s', async (_, result, name, problem) => {
    expect(await refusal(await result())).toMatchObject({ name, problem });
  });

  it('says when the app brought none', async () => {
    expect(await refusal({ resultStatus: '6001', result: '', memo: '用户取消' })).toMatchObject({
      name: 'AlipayContentError',
      message: 'the app brought no signed result (resultStatus 6001); ask with alipay.trade.query',
    });
  });

  it.each([
    [undefined, 'result: expected what the mobile SDK gave the app, text or an object, found undefined'],
    [{}, 'result: expected an object with a member "result", as the mobile SDK gave it'],
  ])('is the mistake of the caller when it is %j', async (given, message) => {
    expect(await refusal(given)).toEqual(new TypeError(message));
  });

  it('is refused when it names a certificate that Alipay does not vouch for', async () => {
    const certificates = certificateClient(() => Promise.reject(new Error('there is none')));
    const result = (await resultOf(content)).replace('{', `{"alipay_cert_sn":"${'a'.repeat(32)}",`);
    await expect(certificates.verifySyncResult(result)).rejects.toMatchObject({ problem: 'unknown-certificate' });
  });

  it('never fails in another way, whatever an app sends', async () => {
    const given = fc.oneof(
      fc.json(),
      fc.string(),
      fc.json().map((result) => ({ result })),
    );
    await fc.assert(
      fc.asyncProperty(given, async (result) => {
        expect(String(await refusal(result))).toMatch(/^Alipay(?:Content|Signature)Error/);
      }),
    );
  });
});
