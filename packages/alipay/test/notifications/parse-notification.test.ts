import { AlipayNotificationError, parseNotification } from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const form = 'application/x-www-form-urlencoded';

function refusal(body: string | Uint8Array, contentType?: string): { problem: string; message: string } {
  try {
    parseNotification(body, contentType);
  } catch (error) {
    if (error instanceof AlipayNotificationError) return { problem: error.problem, message: error.message };
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the form of a notification', () => {
  it('is read as UTF-8 when nothing else is said', () => {
    expect(parseNotification('a=1&b=%E4%BB%A4+%e7%89%8c&c=&d')).toEqual({ a: '1', b: '令 牌', c: '', d: '' });
  });

  it('is read from bytes too, wherever they lie in their buffer', () => {
    const bytes = new TextEncoder().encode('xx&a=%2B&&b=1');
    expect(parseNotification(bytes.subarray(3))).toEqual({ a: '+', b: '1' });
  });

  it.each(['GBK', 'gbk', 'GB2312', 'gb18030'])('is read as %s when its field says so', (charset) => {
    expect(parseNotification(`subject=%C1%EE%C5%C6&charset=${charset}`).subject).toBe('令牌');
  });

  it('is read in the charset of the content type when it has no such field', () => {
    expect(parseNotification('subject=%C1%EE%C5%C6', `${form}; charset=GBK`)).toEqual({ subject: '令牌' });
    expect(parseNotification('subject=%C1%EE%C5%C6', `${form};charset="gbk"`)).toEqual({ subject: '令牌' });
  });

  it('is read in the charset of its field when the content type says another', () => {
    const fields = parseNotification('subject=%C1%EE&charset=GBK', 'Application/X-WWW-Form-Urlencoded;charset=utf-8');
    expect(fields.subject).toBe('令');
  });

  it('may hold raw bytes of its charset', () => {
    const body = Buffer.concat([Buffer.from('charset=GBK&s='), Buffer.from([0xc1, 0xee])]);
    expect(parseNotification(body).s).toBe('令');
  });

  it('keeps a name that means something to objects a mere name', () => {
    const fields = parseNotification('__proto__=1&constructor=2');
    expect(Object.entries(fields)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it.each([
    ['a%', 'malformed', 'a "%" is not followed by two hexadecimal digits'],
    ['a=%4', 'malformed', 'a "%" is not followed by two hexadecimal digits'],
    ['a=%zz', 'malformed', 'a "%" is not followed by two hexadecimal digits'],
    ['=1', 'malformed', 'a field has no name'],
    ['a=1&b=2&a=1', 'repeated-field', 'a: the field comes twice'],
    ['a=1&%61=2', 'repeated-field', 'a: the field comes twice'],
    ['%00=1&%00=1', 'repeated-field', 'a field: the field comes twice'],
    ['a=%FF', 'charset', 'a: expected text in utf-8'],
    ['%FF=a', 'charset', 'the name of a field: expected text in utf-8'],
    ['a=%C1&charset=GBK', 'charset', 'a: expected text in gbk'],
    ['charset=UTF-16', 'charset', 'charset: expected UTF-8 or GBK'],
    ['charset=__proto__', 'charset', 'charset: expected UTF-8 or GBK'],
    [`${'a&'.repeat(1024 * 512)}b`, 'too-large', 'more than 1048576 bytes'],
    ['令'.repeat(400_000), 'too-large', 'more than 1048576 bytes'],
    [Array.from({ length: 513 }, (_, n) => `a${n}=`).join('&'), 'too-large', 'more than 512 fields'],
  ])('is refused: %.24s', (body, problem, message) => {
    expect(refusal(body)).toEqual({ problem, message });
  });

  it('is refused when it comes as another content type', () => {
    expect(refusal('{}', 'application/json')).toEqual({
      problem: 'malformed',
      message: 'expected a form (application/x-www-form-urlencoded), found another content type',
    });
  });

  it('is the mistake of the caller when it is neither text nor bytes', () => {
    expect(() => parseNotification({} as string)).toThrow(
      new TypeError(
        'rawBody: expected the body as it arrived, text or bytes, found object; ' +
          'verifyNotification takes the fields of a body that is parsed already',
      ),
    );
    expect(() => parseNotification(undefined as unknown as string)).toThrow(
      new TypeError('rawBody: expected the body as it arrived, text or bytes, found undefined'),
    );
  });

  it('never fails in another way, whatever is posted', () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary' }),
      fc.webQueryParameters({ size: '-1' }),
    );
    const type = fc.option(fc.oneof(fc.string(), fc.constant(`${form};charset=gbk`)), { nil: undefined });
    fc.assert(
      fc.property(body, type, (rawBody, contentType) => {
        try {
          for (const value of Object.values(parseNotification(rawBody, contentType)))
            expect(value).toBeTypeOf('string');
        } catch (error) {
          expect(error).toBeInstanceOf(AlipayNotificationError);
        }
      }),
    );
  });

  it('gives back what a form was made of', () => {
    const name = fc.stringMatching(/^[a-z_]{1,12}$/);
    fc.assert(
      fc.property(fc.dictionary(name, fc.string({ unit: 'grapheme' })), (fields) => {
        delete fields.charset;
        expect(parseNotification(new URLSearchParams(fields).toString())).toEqual({ ...fields });
      }),
    );
  });
});
