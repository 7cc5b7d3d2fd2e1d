import { inspect } from 'node:util';
import { notificationSignBytes, parseNotification } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { standIn, standInClient } from '../support/alipay-stand-in.js';
import { signedBytes, signedNotification } from '../support/signed-notification.js';

const client = standInClient(standIn().transport);
const gbkForm = 'application/x-www-form-urlencoded; charset=GBK';

/** Text with its bytes in GBK, written by hand: no decoder of this runtime has a part in it. */
const samples: readonly (readonly [what: string, text: string, bytes: readonly number[]])[] = [
  ['two-byte characters', '令牌', [0xc1, 0xee, 0xc5, 0xc6]],
  ['a full-width space', '\u3000', [0xa1, 0xa1]],
  ['the euro sign as one byte', '€', [0x80]],
  ['the euro sign as two bytes', '€', [0xa2, 0xe3]],
  ['a four-byte character of GB18030', '\u{20000}', [0x95, 0x32, 0x82, 0x36]],
  ['a character whose second byte is a backslash', '誠', [0xd5, 0x5c]],
];

describe('a notification in GBK', () => {
  it.each(samples)('is verified over its own bytes: %s', async (_, text, bytes) => {
    const subject = Uint8Array.from(bytes);
    const body = await signedNotification({ app_id: '1', charset: 'GBK', subject });
    const { fields, rule } = await client.verifyNotification(parseNotification(body));
    expect(fields.subject).toBe(text);
    expect(rule).toBe('V1');
  });

  it.each(samples)('may be known from the content type only: %s', async (_, text, bytes) => {
    const body = await signedNotification({ app_id: '1', subject: Uint8Array.from(bytes) });
    const { fields } = await client.verifyNotification(parseNotification(body, gbkForm));
    expect(fields.subject).toBe(text);
  });

  it('can be verified again, because the copy keeps the bytes', async () => {
    const body = await signedNotification({ charset: 'GBK', subject: Uint8Array.of(0xa1, 0xa1) });
    const { fields } = await client.verifyNotification(parseNotification(body));
    await expect(client.verifyNotification(fields)).resolves.toMatchObject({ fields: { subject: '\u3000' } });
  });

  it('cannot be verified once a framework has decoded it, and says which bytes are lost', async () => {
    const body = await signedNotification({ charset: 'GBK', subject: Uint8Array.of(0xc1, 0xee) });
    const decoded = { ...parseNotification(body) };
    await expect(client.verifyNotification(decoded)).rejects.toMatchObject({
      problem: 'unsupported',
      field: 'subject',
      message:
        'the notification is in GBK and subject arrived decoded, so the bytes that Alipay signed are lost; ' +
        'pass the raw body to parseNotification',
    });
  });

  it('shows nothing of the bytes', async () => {
    const parsed = parseNotification(await signedNotification({ charset: 'GBK', subject: Uint8Array.of(0xc1, 0xee) }));
    expect(inspect(parsed)).not.toMatch(/Symbol|Map/);
    expect(Object.keys(JSON.parse(JSON.stringify(parsed)))).toEqual(['charset', 'subject', 'sign_type', 'sign']);
  });

  it('needs no bytes when all of it is ASCII', async () => {
    const body = await signedNotification({ charset: 'GBK', subject: 'plain' });
    await expect(client.verifyNotification({ ...parseNotification(body) })).resolves.toMatchObject({ rule: 'V1' });
  });
});

describe('the bytes that a signature covers', () => {
  it('are those that arrived', async () => {
    const fields = { charset: 'GBK', subject: Uint8Array.of(0x80, 0xa1, 0xa1) };
    const parsed = parseNotification(await signedNotification(fields));
    expect(notificationSignBytes(parsed, 'V1')).toEqual(signedBytes(fields));
  });

  it('are UTF-8 when something else decoded the fields', () => {
    expect(notificationSignBytes({ b: '令', a: '1', empty: '', sign: 'x', sign_type: 'RSA2' }, 'V2').toString()).toBe(
      'a=1&b=令&sign_type=RSA2',
    );
  });
});

it.each([
  ['an ArrayBuffer', (body: Buffer) => Uint8Array.from(body).buffer],
  ['a DataView', (body: Buffer) => new DataView(body.buffer, body.byteOffset, body.byteLength)],
  ['a Buffer', (body: Buffer) => body],
])('%s is a body', async (_, as) => {
  const body = Buffer.from(await signedNotification({ subject: '令牌' }));
  await expect(client.verifyNotification(parseNotification(as(body)))).resolves.toMatchObject({
    fields: { subject: '令牌' },
  });
});
