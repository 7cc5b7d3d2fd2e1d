import {
  AlipayClient,
  AlipaySignatureError,
  type NotificationFields,
  type NotificationOptions,
  notificationSignBytes,
  parseNotification,
  type SignType,
  signRsa,
} from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alipayKeys, appKeys, standIn, standInClient } from '../support/alipay-stand-in.js';
import { notifications } from '../support/vectors.js';

const client = standInClient(standIn().transport);

async function sign(fields: NotificationFields, rule: 'V1' | 'V2' = 'V1', signType: SignType = 'RSA2') {
  const unsigned = { sign_type: signType, ...fields };
  const signature = await signRsa(notificationSignBytes(unsigned, rule), alipayKeys.privateKey, signType);
  return { ...unsigned, sign: signature };
}

async function refusal(fields: unknown, options: NotificationOptions = { rule: 'V1' }): Promise<unknown> {
  return client.verifyNotification(fields as NotificationFields, options).then(
    () => {
      throw new Error('it was accepted');
    },
    (error: unknown) => error,
  );
}

describe('the vectors of notifications', () => {
  const vectorClient = new AlipayClient({
    appId: '2021000000000001',
    privateKey: appKeys.privateKey,
    alipayPublicKey: notifications.alipayPublicKey,
  });

  it.each(notifications.cases)('$name', async ({ fields, rule, valid }) => {
    const verification = vectorClient.verifyNotification(fields, { rule, signTypes: ['RSA2', 'RSA'] });
    if (valid) await expect(verification).resolves.toEqual(fields);
    else await expect(verification).rejects.toBeInstanceOf(AlipaySignatureError);
  });

  it('hold under their own rule only', async () => {
    for (const { fields, rule } of notifications.cases.filter(({ valid }) => valid)) {
      const other = rule === 'V1' ? 'V2' : 'V1';
      const verification = vectorClient.verifyNotification(fields, { rule: other, signTypes: ['RSA2', 'RSA'] });
      await expect(verification).rejects.toMatchObject({ problem: 'wrong' });
    }
  });
});

describe('a notification', () => {
  it('comes back as a frozen copy', async () => {
    const fields = await sign({ a: '1' });
    const verified = await client.verifyNotification(fields, { rule: 'V1' });
    expect(verified).toEqual(fields);
    expect(verified).not.toBe(fields);
    expect(Object.isFrozen(verified)).toBe(true);
  });

  it('in GBK is verified over the bytes that it came in', async () => {
    const unsigned = { charset: 'GBK', subject: '令牌 €', sign_type: 'RSA2' };
    const bytes = Buffer.concat([
      Buffer.from('charset=GBK&subject='),
      Buffer.from([0xc1, 0xee, 0xc5, 0xc6, 0x20, 0x80]),
    ]);
    const body =
      `charset=GBK&subject=%C1%EE%C5%C6+%80&sign_type=RSA2&sign=` +
      encodeURIComponent(await signRsa(bytes, alipayKeys.privateKey));
    await expect(client.verifyNotification(parseNotification(body), { rule: 'V1' })).resolves.toMatchObject(unsigned);
  });

  it('with a character that GBK lacks has a question mark in its place', () => {
    expect(notificationSignBytes({ charset: 'GBK', a: '😀' }, 'V1').toString('latin1')).toBe('a=?&charset=GBK');
  });

  it('with SHA-1 is accepted only where that is asked for by name', async () => {
    const fields = await sign({ a: '1' }, 'V1', 'RSA');
    expect(await refusal(fields)).toMatchObject({
      problem: 'unsupported',
      message: 'the notification has a sign_type that is not accepted (RSA2)',
    });
    await expect(client.verifyNotification(fields, { rule: 'V1', signTypes: ['RSA'] })).resolves.toEqual(fields);
    // A signature of one kind is never taken for the other.
    const renamed = { ...fields, sign_type: 'RSA2' };
    expect(await refusal(renamed, { rule: 'V1', signTypes: ['RSA', 'RSA2'] })).toMatchObject({ problem: 'wrong' });
  });

  it.each([
    ['no sign', { sign: undefined }, 'missing', 'the notification lacks sign, so it cannot be verified'],
    ['an empty sign', { sign: '' }, 'missing', 'the notification lacks sign, so it cannot be verified'],
    ['no sign_type', { sign_type: undefined }, 'missing', 'the notification lacks sign_type, so it cannot be verified'],
    [
      'an unknown sign_type',
      { sign_type: 'MD5' },
      'unsupported',
      'the notification has a sign_type that is not accepted (RSA2)',
    ],
    ['a sign that is no base64', { sign: '***' }, 'wrong', undefined],
    [
      'an unknown charset',
      { charset: 'UTF-7' },
      'unsupported',
      'the notification has a charset that is neither UTF-8 nor GBK',
    ],
    ['a field more', { b: '2' }, 'wrong', undefined],
    ['a list of values', { a: ['1', '1'] }, 'wrong', 'the notification has a field that is not text'],
  ])('is refused with %s', async (_, change, problem, message) => {
    const changed = { ...(await sign({ a: '1' })), ...change };
    const fields = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
    const error = await refusal(fields);
    expect(error).toBeInstanceOf(AlipaySignatureError);
    expect(error).toMatchObject({ problem, ...(message === undefined ? {} : { message }) });
  });

  it.each([
    ['fields', [null, { rule: 'V1' }], 'fields: expected the fields of a notification, found object'],
    ['rule', [{}, { rule: 'v1' }], "rule: expected 'V1' or 'V2'"],
    ['options', [{}, undefined], "rule: expected 'V1' or 'V2'"],
    ['signTypes', [{}, { rule: 'V1', signTypes: [] }], "signTypes: expected a list of 'RSA2' and 'RSA'"],
    ['signTypes', [{}, { rule: 'V1', signTypes: ['RSA2', 'MD5'] }], "signTypes: expected a list of 'RSA2' and 'RSA'"],
  ])('is the mistake of the caller with wrong %s', async (_, [fields, options], message) => {
    const verification = client.verifyNotification(fields as NotificationFields, options as NotificationOptions);
    await expect(verification).rejects.toThrow(new TypeError(message));
  });

  it('is not taken apart or put together differently', async () => {
    const message = 'the notification has a value that reads as further fields';
    const { sign: signature } = await sign({ a: '1', b: '2', c: '3' });
    const joined = { a: '1&b=2', c: '3', sign_type: 'RSA2', sign: signature };
    expect(await refusal(joined)).toMatchObject({ problem: 'wrong', message });
    const broken = await sign({ a: '{"x":1&b=2', c: '3' });
    expect(await refusal(broken)).toMatchObject({ problem: 'wrong', message });
    // The buyer chose the subject; the real amount hides in a field of the forger's.
    const genuine = await sign({ subject: 'A&total_amount=99&total_z=', total_amount: '0.01' });
    const forged = { ...genuine, subject: 'A', total_amount: '99', total_z: '&total_amount=0.01' };
    expect(notificationSignBytes(forged, 'V1')).toEqual(notificationSignBytes(genuine, 'V1'));
    expect(await refusal(forged)).toMatchObject({ problem: 'wrong', message });
  });

  it('may hold addresses with parameters in its JSON', async () => {
    const fields = await sign({ biz_content: '{"url":"https://a.example/?a=1&c=2&charset=x"}', charset: 'UTF-8' });
    await expect(client.verifyNotification(fields, { rule: 'V1' })).resolves.toEqual(fields);
  });

  it('is refused when anything that is signed is changed', async () => {
    const fields = await sign({ a: 'one', b: '{"c":"two"}', charset: 'UTF-8' });
    const names = Object.keys(fields).filter((name) => name !== 'sign_type');
    const change = fc.record({ name: fc.constantFrom(...names), at: fc.nat(), character: fc.string({ minLength: 1 }) });
    await fc.assert(
      fc.asyncProperty(change, async ({ name, at, character }) => {
        const value = (fields as Record<string, string>)[name] ?? '';
        const position = at % (value.length + 1);
        const changed = value.slice(0, position) + character + value.slice(position + 1);
        fc.pre(
          name === 'sign' ? !Buffer.from(changed, 'base64').equals(Buffer.from(value, 'base64')) : changed !== value,
        );
        expect(await refusal({ ...fields, [name]: changed })).toBeInstanceOf(AlipaySignatureError);
      }),
    );
  });

  it('never fails in another way, whatever its fields hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.anything()), async (fields) => {
        expect(await refusal({ sign: 'AAAA', sign_type: 'RSA2', ...fields })).toBeInstanceOf(AlipaySignatureError);
      }),
    );
  });

  it('never shows in the error', async () => {
    const secret = '202611BB9d3901a7d39d4350a49fb00000000001';
    const fields = { ...(await sign({ app_auth_token: secret })), sign: 'AAAA' };
    const error = await refusal(fields);
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain(secret);
  });
});
