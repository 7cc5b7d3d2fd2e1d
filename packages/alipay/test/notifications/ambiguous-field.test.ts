import { AlipaySignatureError, type NotificationOptions, parseNotification } from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAmbiguousField } from '../../src/notifications/ambiguous-field.js';
import { fieldKind } from '../../src/notifications/known-fields.js';
import { standIn, standInClient } from '../support/alipay-stand-in.js';
import { signedNotification } from '../support/signed-notification.js';

const client = standInClient(standIn().transport);
const trade = {
  app_id: '2021000000000001',
  buyer_id: '2088120000000002',
  charset: 'UTF-8',
  notify_id: '7',
  notify_type: 'trade_status_sync',
  out_trade_no: 'A1',
  receipt_amount: '0.01',
  seller_id: '2088120000000003',
  subject: '套餐',
  total_amount: '0.01',
  trade_no: '2026112322001',
  trade_status: 'TRADE_SUCCESS',
};

async function verify(fields: Readonly<Record<string, string>>, options?: NotificationOptions) {
  return client.verifyNotification(parseNotification(await signedNotification(fields)), options);
}

async function refusal(fields: Readonly<Record<string, string>>, options?: NotificationOptions): Promise<unknown> {
  return verify(fields, options).then(
    () => 'accepted',
    (error: unknown) => error,
  );
}

describe('a value that looks like further fields', () => {
  it.each([
    { passback_params: 'orderId=1&phone=138' },
    { passback_params: 'a=1&app_id=x' },
    { passback_params: 'uid=1&total_amount=5&trade_no=9' },
    { subject: '套餐A&buyer=张三' },
    { body: 'x&y=1' },
    { fund_bill_list: '[{"url":"https://a.example/?a=1&gmt_close=2"}]' },
  ])('is genuine where no known field would fit: %j', async (change) => {
    await expect(verify({ ...trade, ...change })).resolves.toMatchObject({ fields: change });
  });

  it.each([
    ['body', 'buyer_id', { body: 'x&buyer_id=2088120000000009' }],
    ['body', 'buyer_id', { body: 'x&buyer_id=2088120000000009', buyer_id: '' }],
    ['passback_params', 'buyer_open_id', { body: 'x', passback_params: 'x&buyer_open_id=9', buyer_id: '' }],
    ['passback_params', 'point_amount', { passback_params: 'x&point_amount=9' }],
    ['seller_id', 'phone', { seller_id: '2088&phone=1' }],
    ['unknown', 'trade_no', { unknown: '1&trade_no=2' }],
  ])('is refused in %s where %s would fit', async (field, embedded, change) => {
    expect(await refusal({ ...trade, ...change })).toMatchObject({
      name: 'AlipaySignatureError',
      problem: 'ambiguous',
      field,
      message: `the notification has a value that reads as further fields (${embedded}): ${field}`,
    });
  });

  it('is refused whatever the name when strictFields is set', async () => {
    const phone = { ...trade, passback_params: 'orderId=1&phone=138' };
    expect(await refusal(phone, { strictFields: true })).toMatchObject({
      problem: 'ambiguous',
      field: 'passback_params',
    });
    const appId = { ...trade, passback_params: 'a=1&app_id=x' };
    await expect(verify(appId, { strictFields: true })).resolves.toMatchObject({ rule: 'V1' });
  });

  it('is refused as a name that holds several fields', async () => {
    const genuine = parseNotification(await signedNotification({ app_id: '1', refund_fee: '2' }));
    const forged = { 'app_id=1&refund_fee': '2', sign: genuine.sign ?? '', sign_type: 'RSA2' };
    await expect(client.verifyNotification(forged)).rejects.toMatchObject({ problem: 'ambiguous' });
  });

  it('is refused as JSON that ends in another field', async () => {
    const genuine = { app_id: '1', biz_content: '{"url":"x&body=1","a":2}' };
    const { sign = '' } = parseNotification(await signedNotification(genuine));
    const forged = { app_id: '1', biz_content: '{"url":"x', body: '1","a":2}', sign_type: 'RSA2', sign };
    await expect(verify(genuine)).resolves.toMatchObject({ fields: genuine });
    await expect(client.verifyNotification(forged)).rejects.toMatchObject({
      problem: 'ambiguous',
      field: 'biz_content',
    });
  });
});

describe('an empty field', () => {
  it('is left out, because no signature covers it', async () => {
    const body = `${await signedNotification(trade)}&refund_fee=&gmt_refund`;
    const { fields } = await client.verifyNotification(parseNotification(body));
    expect(Object.keys(fields).sort()).toEqual([...Object.keys(trade), 'sign', 'sign_type'].sort());
  });
});

type Reading = readonly (readonly [name: string, value: string])[];

/** Every way to read a signed text as fields in the order of their names. */
function readings(text: string): Reading[] {
  const found: Reading[] = [];
  const starts = Array.from(text.matchAll(/&[^&=]*=/g), ({ index }) => index);
  const extend = (reading: Reading, position: number): void => {
    const equals = text.indexOf('=', position);
    if (equals === -1) return;
    const name = text.slice(position, equals);
    const last = reading.at(-1)?.[0];
    if (last !== undefined && name <= last) return;
    for (const end of [...starts.filter((start) => start > equals), text.length]) {
      const next: Reading = [...reading, [name, text.slice(equals + 1, end)]];
      if (end === text.length) found.push(next);
      else extend(next, end + 1);
    }
  };
  extend([], 0);
  return found;
}

function knownFields(reading: Reading): Reading {
  return reading.filter(([name]) => fieldKind(name) !== 'unknown');
}

describe('of all readings of one signed text', () => {
  const name = fc.constantFrom(
    ...['app_id', 'biz_content', 'body', 'buyer_id', 'buyer_open_id', 'charset', 'fund_bill_list', 'passback_params'],
    ...['point_amount', 'seller_id', 'sign_type', 'subject', 'total_amount', 'b', 'bz', 'm', 'phone', 'z'],
  );
  const token = fc.oneof(
    { weight: 5, arbitrary: name.map((one) => `&${one}=`) },
    { weight: 2, arbitrary: fc.constantFrom('1', '{"', '["', '"}', '"]', '{}', '":"') },
  );
  const text = fc.tuple(name, fc.array(token, { maxLength: 9 })).map(([first, rest]) => `${first}=${rest.join('')}`);

  it('those that pass add, hide and change no known field', () => {
    let compared = 0;
    const property = fc.property(text, (signed) => {
      const passing = readings(signed).filter((reading) => findAmbiguousField(reading, false) === undefined);
      const [first = [], ...others] = passing.map(knownFields);
      for (const other of others) {
        compared += 1;
        expect(other.map(([one]) => one)).toEqual(first.map(([one]) => one));
        for (const [index, [one, value]] of other.entries()) {
          const value0 = first[index]?.[1] ?? '';
          // What a merchant or buyer wrote can be cut where an unknown name follows, and nothing else differs.
          const [short, long] = value.length < value0.length ? [value, value0] : [value0, value];
          if (fieldKind(one) === 'written') expect(long === short || long.startsWith(`${short}&`)).toBe(true);
          else expect(value).toBe(value0);
        }
      }
    });
    fc.assert(property, { numRuns: 5000 });
    expect(compared).toBeGreaterThan(50);
  });

  it('only one passes when strictFields is set', () => {
    const property = fc.property(text, (signed) => {
      expect(readings(signed).filter((reading) => findAmbiguousField(reading, true) === undefined).length).toBeLessThan(
        2,
      );
    });
    fc.assert(property, { numRuns: 5000 });
  });
});

it('an ambiguous notification is no mistake of the caller', async () => {
  expect(await refusal({ ...trade, body: 'x&buyer_id=1' })).toBeInstanceOf(AlipaySignatureError);
});
