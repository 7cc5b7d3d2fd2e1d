import {
  AlipayApiError,
  AlipayTransportError,
  explainSignature,
  isAlipayApiError,
  type SignatureExplanation,
  type SignedLine,
} from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskLine } from '../../src/signing/mask-line.js';
import { signedResponse, standInClient } from '../support/alipay-stand-in.js';

const auth = 'app_id=2021000000000001,nonce=n-1,timestamp=1764201600000';
const token = '202611BBffe1c1d8c3a74e7d8b6c5a4f3e2d1A36';
const body = '{"subject":"面包","price":"1.00","app_auth_token":"secret-in-the-body"}';
const text = `${auth}\nPOST\n/v3/alipay/trade/create?a=1&auth_code=secret-in-the-query\n${body}\n${token}\n`;
const prefix = '验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：';

/** The error of a call whose response says, with this change, what the gateway expected. */
async function refused(change: (expected: string) => string, message = prefix): Promise<AlipayApiError> {
  const client = standInClient(
    ({ method, url, headers, body }) => {
      const { pathname, search } = new URL(url);
      const auth = headers.authorization?.replace('ALIPAY-SHA256withRSA ', '').replace(/,sign=.*/, '');
      const merchant = headers['alipay-app-auth-token'];
      const expected = `${auth}\n${method}\n${pathname}${search}\n${body ?? ''}\n${merchant === undefined ? '' : `${merchant}\n`}`;
      const response = { code: 'invalid-signature', message: `${message}${change(expected)}` };
      return signedResponse({ status: 401, body: JSON.stringify(response) });
    },
    { nonce: () => 'n-1', clock: () => 1_764_201_600_000 },
  );
  const error: unknown = await client
    .onBehalfOf(token)
    .request({
      method: 'POST',
      path: '/v3/alipay/trade/create',
      query: { a: 1, auth_code: 'secret-in-the-query' },
      body: JSON.parse(body),
    })
    .catch((caught: unknown) => caught);
  if (!isAlipayApiError(error, 'invalid-signature')) throw error;
  return error;
}

function explained(ours: string, gateway: string): SignatureExplanation {
  const explanation = explainSignature({ ours, gateway });
  if (explanation === undefined) throw new Error('there is no explanation');
  return explanation;
}

function differing(explanation: SignatureExplanation | undefined): SignedLine[] {
  return (explanation?.lines ?? []).filter((line) => line.firstDifference !== undefined).map(({ what }) => what);
}

describe('the explanation of a refused signature', () => {
  it('says that the key is wrong when the texts are the same', async () => {
    const explanation = explainSignature(await refused((expected) => expected));

    expect(explanation).toMatchObject({
      same: true,
      advice: [
        "the texts are the same: the private key does not belong to this application's public key at Alipay, or the signature was changed on the way",
      ],
    });
    expect(explanation?.lines.map(({ line, what, firstDifference }) => [line, what, firstDifference])).toEqual([
      [1, 'authorization parameters', undefined],
      [2, 'method', undefined],
      [3, 'path and query', undefined],
      [4, 'body', undefined],
      [5, 'app auth token', undefined],
    ]);
  });

  it('shows where the texts differ, and no secret', async () => {
    const error = await refused((expected) =>
      expected.replace('/v3/alipay', '/proxy/v3/alipay').replace('1.00', '1.0'),
    );
    const explanation = explainSignature(error);

    expect(String(explanation)).toBe(
      [
        'line 3, path and query, from character 1 on:',
        '  signed:   /v3/alipay/trade/create?a=1&auth_code=***',
        '  expected: /proxy/v3/alipay/trade/create?a=1&auth_code=***',
        'line 4, body, from character 28 on:',
        '  signed:   {"subject":"面包","price":"1.00","app_auth_token":"***"}',
        '  expected: {"subject":"面包","price":"1.0","app_auth_token":"***"}',
        '- the path was changed after it was signed; does the endpoint, or a proxy, put something before it?',
        '- the body was changed after it was signed',
      ].join('\n'),
    );
    expect(JSON.stringify(explanation)).not.toMatch(/secret-in|202611BB/);
    expect(explanation?.same).toBe(false);
  });

  it('knows the texts of an error that itself does not hold them', async () => {
    const error = await refused((expected) => expected);
    expect(error.message).toBe(`${prefix}***`);
    expect(JSON.stringify({ ...error, stack: error.stack })).not.toMatch(/nonce=|secret-in|202611BB/);
  });

  it.each<[string, (expected: string) => string]>([
    ['written into HTML', (expected) => expected.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
    ['written with \\n for line breaks', (expected) => expected.replaceAll('\n', '\\n')],
    ['without the line breaks at its end', (expected) => expected.trimEnd()],
  ])('reads a text that came %s', async (_, change) => {
    expect(explainSignature(await refused(change))?.same).toBe(true);
  });

  it('reads a text that follows no known words', async () => {
    expect(explainSignature(await refused((expected) => expected, 'signature error: '))?.same).toBe(true);
  });

  it('takes the expected text from elsewhere where the response does not tell it', async () => {
    const error = await refused(() => '', '验签出错');
    expect(explainSignature(error)).toBeUndefined();
    expect(differing(explainSignature(error, { expected: text.replace('POST', 'GET') }))).toEqual(['method']);
  });

  it('is of refused signatures only', () => {
    const other = new AlipayApiError({ status: 400, code: 'invalid-parameter', message: 'no', verified: true });
    const message = 'source: expected an AlipayApiError with the code "invalid-signature", or { ours, gateway }';
    for (const source of [other, new AlipayTransportError('no', { outcome: 'unknown' }), undefined]) {
      expect(() => explainSignature(source as AlipayApiError)).toThrow(new TypeError(message));
    }
  });

  const withoutToken = text.slice(0, text.lastIndexOf(token));
  it.each<[string, string, string, SignedLine, string]>([
    ['other parameters', text, text.replace('n-1', 'n-2'), 'authorization parameters', 'put together of two attempts'],
    ['a verb in lower case', text.replace('POST', 'post'), text, 'method', 'sign the verb in upper case'],
    ['another verb', text, text.replace('POST', 'GET'), 'method', 'by a redirect or a proxy'],
    [
      'another encoding of the path',
      text.replace('/create', '/%E5%BA%97?q=a%20b'),
      text.replace('/create', '/店?q=a+b'),
      'path and query',
      'percent-encoded in another way',
    ],
    [
      'a percent sign that encodes nothing',
      text.replace('/create', '/%'),
      text.replace('/create', '/%%'),
      'path and query',
      'the path was changed',
    ],
    ['another query', text, text.replace('a=1&', ''), 'path and query', 'the query was changed'],
    ['no body', text, text.replace(body, ''), 'body', 'the body did not arrive'],
    ['a body that was not signed', text.replace(body, ''), text, 'body', 'an empty one was signed'],
    [
      'a body written anew',
      text,
      text.replace(body, JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body)).reverse()), null, 1)),
      'body',
      'written anew',
    ],
    ['a body in another charset', text, text.replace('面包', '????'), 'body', 'another charset'],
    ['no token', text, withoutToken, 'app auth token', 'did not arrive'],
    ['a token that was not signed', withoutToken, text, 'app auth token', 'missing as the last line'],
    ['another token', text, text.replace(token, 'another-token'), 'app auth token', 'another app_auth_token'],
    ['no line break at the end', withoutToken.trimEnd(), withoutToken, 'body', 'has to end with a line break'],
  ])('knows what usually causes %s', (_, ours, gateway, line, advice) => {
    const explanation = explained(ours, gateway);
    expect(explanation.same).toBe(false);
    expect(explanation.advice).toEqual([expect.stringContaining(advice)]);
    if (!advice.includes('end with')) expect(differing(explanation)).toEqual([line]);
  });

  it('says so when one text has a line less', () => {
    expect(String(explained(withoutToken, text))).toContain('  signed:   (no such line)\n  expected: ***');
    expect(String(explained(text, withoutToken))).toContain('  signed:   ***\n  expected: (no such line)');
    expect(explained('', '').lines).toHaveLength(4);
  });

  it('shows of a long line only what is around the difference', () => {
    const long = `{"remark":"${'一 '.repeat(200)}X${'二 '.repeat(200)}"}`;
    const [ours] = [`${auth}\nPOST\n/v3/x\n${long}\n`];
    const line = explained(ours, ours.replace('X', 'Y')).lines[3];

    expect(line?.ours).toMatch(/^….{60}X.{59}…$/);
    expect(line?.gateway).toMatch(/^….{60}Y.{59}…$/);
    expect(line?.firstDifference).toBe(411);
  });

  it.each<[string, string]>([
    ['in JSON within JSON', '{"biz":"{\\"app_auth_token\\":\\"SECRET-1\\",\\"a\\":1}"}'],
    ['in an object or a list', '{"tokens":[{"value":"SECRET-1"}],"a":1}'],
    ['as a number', '{"code":123456789}'],
    ['cut off', '{"a":1,"refresh_token":"SECRET-1'],
    ['in a form', 'a=1&auth_token=SECRET-1&b=2'],
    ['in a form that is not decoded', 'a=1&auth%5Ftoken=SECRET-1'],
    ['in an address', '{"url":"https://a/b?app_auth_code=SECRET-1","b":2}'],
    ['as cipher text', Buffer.from('SECRET-1'.repeat(9)).toString('base64')],
    ['under another name too', '{"token":"SECRET-12345","remark":"of SECRET-12345"}'],
  ])('masks a secret %s', (_, secret) => {
    const ours = `${auth}\nPOST\n/v3/x\n${secret}\n`;
    const shown = JSON.stringify([explained(ours, ours), explained(ours, ours.replace('1', '2'))]);
    expect(shown).toContain('***');
    expect(shown).not.toMatch(/SECRET|123456789|U0VDUkVU/);
  });

  it('masks what is no line of its own in a garbled text', () => {
    const garbled = text.replaceAll('\n', ' ').replaceAll('secret-in-the-body', 'other');
    const explanation = explained(`${auth}\nGET\n/v3/x\n\n`, garbled);
    expect(explanation.lines[0]?.gateway).toContain('POST /v3/alipay/trade/create?a=1&auth_code=***');
    expect(JSON.stringify(explanation)).not.toMatch(/202611BB|secret-in|other/);
  });

  it('masks a token in a path, and leaves its words', () => {
    const ours = `${auth}\nGET\n/v3/some-rather-long-segment-of-words/${token}/x\n\n`;
    expect(explained(ours, ours).lines[2]?.ours).toBe('/v3/some-rather-long-segment-of-words/***/x');
  });

  it('leaves names that encode nothing as they are', () => {
    const ours = `${auth}\nGET\n/v3/x?a%=1&b=2\n\n`;
    expect(explained(ours, ours).lines[2]?.ours).toBe('/v3/x?a%=1&b=2');
  });

  it('fails at no text, and shows no token of any', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('\n', '"', '\\', '":"', '&amp;', '%', '{', '}', 'code', 'app_auth_token', '&', '='),
    );
    const anyText = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
    const property = fc.property(anyText, anyText, (ours, gateway) => {
      const merchant = `${auth}\nPOST\n/v3/x\n${ours.replaceAll('\n', '')}\n${token}\n`;
      expect(String(explained(merchant, gateway))).not.toContain(token);
      expect(explained(ours, ours.endsWith('\n') ? ours : `${ours}\n`).same).toBe(ours.endsWith('\n'));
    });
    fc.assert(property, { numRuns: 500 });
  });

  // A quadratic step takes many minutes for these lengths, a linear one takes milliseconds.
  it.each([
    ['backslashes', '\\'],
    ['members without values', '"a":'],
    ['strings without ends', '"a":"'],
    ['secret strings without ends', '"code":"'],
    ['fields', '?a='],
    ['letters', 'a'],
    ['spaces', ' '],
    ['hyphens', '-'],
  ])('reads a line of many %s in linear time', (_, piece) => {
    const line = piece.repeat(500_000);
    for (const what of ['body', 'path and query', 'method'] as const) {
      expect(maskLine(what, line, new Set()).length).toBeLessThanOrEqual(line.length * 2);
    }
  });

  it('reads 64 KiB of a text', () => {
    const long = `${auth}\nPOST\n/v3/x\n${'b'.repeat(30_000_000)}`;
    const explanation = explained(`${auth}\nPOST\n/v3/x\n{}\n`, long);
    expect(explanation.lines[3]).toMatchObject({ ours: '{}', gateway: '***', firstDifference: 0 });
  });

  it('shows nothing of a line in which many secrets could stand', () => {
    const many = JSON.stringify(Array.from({ length: 4000 }, (_, n) => ({ code: `secret${n}` })));
    const explanation = explained(
      `${auth}\nPOST\n/v3/x\n${many.slice(0, 40_000)}\n`,
      `${auth}\nPOST\n/v3/x\n${many}\n`,
    );
    expect(JSON.stringify(explanation)).not.toContain('secret');
  });
});
