import { createContentCipher } from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idSchema } from '../../generator/schema/id-name.js';
import { isIdName, readJson } from '../../src/client/read-json.js';
import { standIn, standInClient } from '../support/alipay-stand-in.js';
import { answering, signedBody } from '../support/signed-response-v2.js';

const encryptKey = Buffer.alloc(16, 3).toString('base64');
const huge = '9007199254740993';

function request(body: string, options = {}): Promise<unknown> {
  return standInClient(standIn({ body }).transport, options)
    .request({ method: 'GET', path: '/v3/x' })
    .then(
      (data) => data,
      (error: unknown) => error,
    );
}

async function requestV2(content: string, options = {}): Promise<unknown> {
  const { transport } = answering(await signedBody('a_b_response', content));
  return standInClient(transport, options)
    .requestV2('a.b')
    .then(
      (data) => data,
      (error: unknown) => error,
    );
}

describe('an integer that a number cannot hold', () => {
  it.each([
    [`{"id":${huge},"name":"x"}`, { id: huge, name: 'x' }],
    [`{"category_id": -${huge} }`, { category_id: `-${huge}` }],
    [`{"ids":[1,${huge},[${huge}]],"order_no":${huge}}`, { ids: [1, huge, [huge]], order_no: huge }],
    [`{"list":[{"a":{"b":1},"id":${huge}}]}`, { list: [{ a: { b: 1 }, id: huge }] }],
    [`{"id":9007199254740991,"note":"{\\"total\\":${huge}}"}`, { id: 9007199254740991, note: `{"total":${huge}}` }],
    [`{"total":1234567890.1234567890123456}`, { total: 1234567890.1234567 }],
    [`{"a\\"id":1,"x_id":${huge}}`, { 'a"id': 1, x_id: huge }],
  ])('is its digits where it identifies something: %s', async (body, data) => {
    expect(await request(body)).toEqual(data);
    expect(await requestV2(body)).toEqual(data);
  });

  it.each([
    [`{"total":${huge}}`, 'total'],
    [`{"id":{"total":[${huge}]}}`, 'total'],
    [`[${huge}]`, 'a member'],
    [`{"id":1,"\\u001b[2J":${huge}}`, 'a member'],
  ])('is an error elsewhere: %s', async (body, member) => {
    const message =
      `the response holds an integer beyond 2^53 in ${member}, which a number cannot hold exactly; ` +
      "set bigints: 'string' to get its digits as text";
    expect(await request(body)).toMatchObject({ name: 'AlipayContentError', problem: 'unsafe-integer', message });
  });

  it('is an error of v2 calls too, unless the response is a failure anyway', async () => {
    expect(await requestV2(`{"code":"10000","total":${huge}}`)).toMatchObject({ problem: 'unsafe-integer' });
    expect(await requestV2(`{"code":"40004","sub_code":"X","total":${huge}}`)).toMatchObject({
      name: 'AlipayApiError',
      code: 'X',
    });
  });

  it('is what the client was told, everywhere', async () => {
    expect(await request(`{"total":${huge}}`, { bigints: 'string' })).toEqual({ total: huge });
    expect(await request(`{"id":${huge}}`, { bigints: 'error' })).toMatchObject({ problem: 'unsafe-integer' });
  });

  it('is found in encrypted responses', async () => {
    const body = createContentCipher(encryptKey).encrypt(`{"id":${huge}}`);
    expect(await request(body, { encryptKey })).toEqual({ id: huge });
  });

  it('is told to the client as string or error', () => {
    expect(() => standInClient(standIn().transport, { bigints: 'bigint' as never })).toThrow(
      new TypeError("bigints: expected 'string' or 'error'"),
    );
  });
});

describe('JSON with long integers', () => {
  it('is read as JSON.parse reads it, but for their digits', () => {
    const key = fc.constantFrom('id', 'ids', 'x_id', 'total', 'a"b', '\\', '__proto__');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
        fc
          .oneof(fc.string(), fc.boolean(), fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true }))
          .map((v) => JSON.stringify(v)),
        fc.array(tie('value'), { maxLength: 3 }).map((items) => `[ ${items.join(' ,')}]`),
        fc
          .dictionary(key, tie('value'), { maxKeys: 3 })
          .map((entries) => `{${Object.entries(entries).map(([name, text]) => `${JSON.stringify(name)} : ${text}`)}}`),
      ),
    }));
    fc.assert(
      fc.property(value, (json) => {
        const text = String(json);
        const rounded = JSON.parse(text, (_, one) =>
          typeof one === 'number' && Number.isInteger(one) ? BigInt(one) : one,
        );
        const read = JSON.parse(JSON.stringify(readJson(text, 'string')), (_, one) =>
          typeof one === 'string' && /^-?\d{16,}$/.test(one)
            ? BigInt(Number(one))
            : typeof one === 'number' && Number.isInteger(one)
              ? BigInt(one)
              : one,
        );
        expect(read).toEqual(rounded);
      }),
    );
  });

  it('has ids where the generated types say number or string', () => {
    const number = { kind: 'plain', type: 'number' } as const;
    for (const name of ['id', 'ids', 'category_id', 'father_id', 'open_ids', 'order_no', 'serial_no']) {
      expect(isIdName(name)).toBe(true);
      expect(idSchema(name, number)).toEqual({ kind: 'any', members: [number, { kind: 'plain', type: 'string' }] });
    }
    for (const name of ['total', 'page_no', 'paid', 'identity', 'price', 'idea']) {
      expect(isIdName(name)).toBe(false);
      expect(idSchema(name, number)).toBe(number);
    }
  });
});

describe('an encrypted response without encryptKey', () => {
  const cipherText = createContentCipher(encryptKey).encrypt('{"a":1}');
  const expected = {
    name: 'AlipayContentError',
    problem: 'undecipherable',
    message: 'the response is encrypted, and the client has no encryptKey to decrypt it with',
  };

  it('says that', async () => {
    expect(await request(cipherText)).toMatchObject(expected);
    expect(await requestV2(JSON.stringify(cipherText))).toMatchObject(expected);
  });

  it('is not taken for other text', async () => {
    expect(await request('SGVsbG8=')).toMatchObject({ problem: 'not-json' });
  });
});
