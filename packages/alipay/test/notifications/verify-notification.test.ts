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

/** Empty fields are not signed, and do not come back. */
function filled(fields: NotificationFields): NotificationFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

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
    if (valid)
      await expect(verification).resolves.toEqual({ fields: filled(fields), rule, signType: fields.sign_type });
    else await expect(verification).rejects.toBeInstanceOf(AlipaySignatureError);
  });

  it.each(notifications.cases.filter(({ valid }) => valid))('$name: the rule is found', async ({ fields, rule }) => {
    const verified = await vectorClient.verifyNotification(fields, { signTypes: ['RSA2', 'RSA'] });
    expect(verified.rule).toBe(rule);
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
    const verified = await client.verifyNotification(fields);
    expect(verified).toEqual({ fields, rule: 'V1', signType: 'RSA2' });
    expect(verified.fields).not.toBe(fields);
    expect(Object.isFrozen(verified) && Object.isFrozen(verified.fields)).toBe(true);
  });

  it('with SHA-1 is accepted only where that is asked for by name', async () => {
    const fields = await sign({ a: '1' }, 'V1', 'RSA');
    expect(await refusal(fields)).toMatchObject({
      problem: 'unsupported',
      message: 'the notification has a sign_type that is not accepted (RSA2)',
    });
    await expect(client.verifyNotification(fields, { rule: 'V1', signTypes: ['RSA'] })).resolves.toMatchObject({
      fields,
    });
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
    [
      'a list of values',
      { a: ['1', '1'] },
      'wrong',
      'the notification has a field that is not text (a); did a framework parse the form?',
    ],
  ])('is refused with %s', async (_, change, problem, message) => {
    const changed = { ...(await sign({ a: '1' })), ...change };
    const fields = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
    const error = await refusal(fields);
    expect(error).toBeInstanceOf(AlipaySignatureError);
    expect(error).toMatchObject({ problem, ...(message === undefined ? {} : { message }) });
  });

  it.each([
    ['fields', [null, { rule: 'V1' }], 'fields: expected the fields of a notification, found null'],
    ['fields', ['a=1', {}], 'fields: expected the fields of a notification, found a body; parseNotification reads one'],
    [
      'fields',
      [Buffer.from('a=1'), {}],
      'fields: expected the fields of a notification, found a body; parseNotification reads one',
    ],
    ['fields', [['a'], {}], 'fields: expected the fields of a notification, found a list'],
    ['rule', [{}, { rule: 'v1' }], "rule: expected 'V1' or 'V2'"],
    ['options', [{}, null], 'options: expected an object, found null'],
    ['options', [{}, { rules: 'V1' }], 'rules: there is no such option'],
    ['options', [{}, { sign_types: ['RSA2'] }], 'sign_types: there is no such option; is it signTypes?'],
    ['strictFields', [{}, { strictFields: 1 }], 'strictFields: expected true or false'],
    ['signTypes', [{}, { rule: 'V1', signTypes: [] }], "signTypes: expected a list of 'RSA2' and 'RSA'"],
    ['signTypes', [{}, { rule: 'V1', signTypes: ['RSA2', 'MD5'] }], "signTypes: expected a list of 'RSA2' and 'RSA'"],
  ])('is the mistake of the caller with wrong %s', async (_, [fields, options], message) => {
    const verification = client.verifyNotification(fields as NotificationFields, options as NotificationOptions);
    await expect(verification).rejects.toThrow(new TypeError(message));
  });

  it('is not taken apart or put together differently', async () => {
    const { sign: signature } = await sign({ app_id: '1', buyer_id: '2', charset: 'UTF-8' });
    const joined = { app_id: '1&buyer_id=2', charset: 'UTF-8', sign_type: 'RSA2', sign: signature };
    expect(await refusal(joined)).toMatchObject({ problem: 'ambiguous', field: 'app_id' });
    // The buyer chose the subject; the real amount hides in a field of the forger's.
    const genuine = await sign({ subject: 'A&total_amount=99&total_z=', total_amount: '0.01' });
    const forged = { ...genuine, subject: 'A', total_amount: '99', total_z: '&total_amount=0.01' };
    expect(notificationSignBytes(forged, 'V1')).toEqual(notificationSignBytes(genuine, 'V1'));
    expect(await refusal(forged)).toMatchObject({ problem: 'ambiguous', field: 'total_z' });
    expect(await refusal(genuine)).toMatchObject({ problem: 'ambiguous', field: 'subject' });
  });

  it('holds under one rule only', async () => {
    const fields = { app_id: '1', passback_params: '2&sign_type=RSA2', seller_id: '3' };
    const genuine = await sign(fields);
    await expect(client.verifyNotification(genuine)).resolves.toMatchObject({ rule: 'V1', fields });
    // The same text, read as signed under V2.
    const forged = { app_id: '1', passback_params: '2', sign_type: 'RSA2&seller_id=3', sign: genuine.sign };
    expect(await refusal(forged, {})).toMatchObject({ problem: 'unsupported', field: 'sign_type' });
  });

  it.each([
    ['URLSearchParams', (entries: [string, string][]) => new URLSearchParams(entries)],
    ['a Map', (entries: [string, string][]) => new Map(entries)],
    [
      'FormData',
      (entries: [string, string][]) => {
        const form = new FormData();
        for (const [name, value] of entries) form.append(name, value);
        return form;
      },
    ],
  ])('may come as %s', async (_, as) => {
    const fields = await sign({ subject: '令牌', app_id: '1' });
    await expect(client.verifyNotification(as(Object.entries(fields)))).resolves.toMatchObject({ fields });
    const repeated = as([...Object.entries(fields), ['app_id', '2']]);
    // A Map cannot hold a name twice: the last value replaces the first, and the signature fails.
    expect(await refusal(repeated)).toMatchObject({ problem: 'wrong' });
  });

  it('is refused with a file in its form', async () => {
    const form = new FormData();
    form.append('subject', new Blob(['x']), 'x.txt');
    expect(await refusal(form)).toMatchObject({
      problem: 'wrong',
      field: 'subject',
      message: 'the notification has a field that is not text (subject); did a framework parse the form?',
    });
  });

  it('returns with the browser as parameters of an address', async () => {
    const fields = await sign({
      app_id: '1',
      charset: 'UTF-8',
      method: 'alipay.trade.page.pay.return',
      out_trade_no: 'A 1',
      seller_id: '2088',
      timestamp: '2026-11-23 08:00:00',
      total_amount: '0.01',
      version: '1.0',
    });
    const { searchParams, search } = new URL(`https://shop.example/return?${new URLSearchParams(fields)}`);
    await expect(client.verifyNotification(searchParams)).resolves.toMatchObject({ rule: 'V1', fields });
    await expect(client.verifyNotification(parseNotification(search.slice(1)))).resolves.toMatchObject({ fields });
  });

  it('may hold addresses with parameters in its JSON', async () => {
    const fields = await sign({ biz_content: '{"url":"https://a.example/?a=1&c=2&charset=x"}', charset: 'UTF-8' });
    await expect(client.verifyNotification(fields, { rule: 'V1' })).resolves.toMatchObject({ fields });
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

  describe('that was damaged on its way', () => {
    const wrong = 'the notification bears a signature that is not of the configured Alipay key under either rule';
    const decoded =
      'the fields arrived decoded, so their bytes are lost; parseNotification keeps the bytes of the raw body';
    const genuine = { app_id: '1', fund_bill_list: '[{"amount":"0.01"}]', subject: '令牌' };

    it.each([
      [
        'HTML entities',
        { fund_bill_list: '[{&quot;amount&quot;:&quot;0.01&quot;}]' },
        'fund_bill_list holds HTML entities such as &quot;, so a filter escaped the form',
      ],
      [
        'U+FFFD',
        { subject: '\uFFFD\uFFFD' },
        'subject holds U+FFFD, so the form was decoded in another charset than its own',
      ],
      [
        'fields of a framework',
        { s: '/notify', _csrf: 'x' },
        'Alipay is not known to send s, _csrf; remove what a framework or the query of the address added',
      ],
    ])('says so: %s', async (_, change, text) => {
      const error = await refusal({ ...(await sign(genuine)), ...change }, {});
      expect(error).toMatchObject({ problem: 'wrong', message: `${wrong}; ${text}; ${decoded}` });
    });

    it('says so: spaces in sign', async () => {
      const fields = await sign(genuine);
      const spaced = `${fields.sign.slice(0, 9)} ${fields.sign.slice(10)}`;
      expect(await refusal({ ...fields, sign: spaced }, {})).toMatchObject({
        message: `${wrong}; sign holds spaces where base64 has "+", so the form was decoded twice or not encoded; ${decoded}`,
      });
      expect(await refusal({ ...fields, sign: encodeURIComponent(`+${fields.sign}`) }, {})).toMatchObject({
        message: `${wrong}; sign is still percent-encoded; ${decoded}`,
      });
    });

    it('says nothing of a raw body that shows nothing', async () => {
      const parsed = parseNotification(new URLSearchParams({ ...(await sign(genuine)), subject: 'x' }).toString());
      expect(await refusal(parsed, {})).toMatchObject({ message: wrong });
    });

    it('shows no name that a stranger could have chosen to harm the log', async () => {
      const error = await refusal({ ...(await sign(genuine)), '\u001b[2J': 'x', [`${'n'.repeat(99)}`]: 'x' }, {});
      expect(String(error)).toContain('Alipay is not known to send a field, a field;');
    });
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
