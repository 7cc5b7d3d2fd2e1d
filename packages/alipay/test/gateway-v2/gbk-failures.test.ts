import { signRsa } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { alipayKeys, standInClient } from '../support/alipay-stand-in.js';

/** 系统繁忙, and 誠 whose second byte is a backslash; written by hand in GBK. */
const busy = Buffer.from([0xcf, 0xb5, 0xcd, 0xb3, 0xb7, 0xb1, 0xc3, 0xa6]);
const backslash = Buffer.from([0xd5, 0x5c]);
const slash = Buffer.from('\\/');

function failureObject(message: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('{"code":"20000","msg":"Service Currently Unavailable","sub_code":"aop.unknow-error","sub_msg":"'),
    message,
    Buffer.from('"}'),
  ]);
}

async function respond(content: Buffer, signed = content, member = 'alipay_trade_query_response') {
  const sign = await signRsa(signed, alipayKeys.privateKey);
  const body = Buffer.concat([Buffer.from(`{"${member}":`), content, Buffer.from(`,"sign":"${sign}"}`)]);
  const client = standInClient(async () => ({ status: 200, headers: {}, body }));
  return client.requestV2('alipay.trade.query', { out_trade_no: '1' }).then(
    (data) => data,
    (error: unknown) => error,
  );
}

describe('a v2 response in GBK', () => {
  it.each([
    ['a common failure', busy, '系统繁忙'],
    ['a character that holds a backslash', Buffer.concat([busy, backslash]), '系统繁忙誠'],
    ['a four-byte character', Buffer.from([0x95, 0x32, 0x82, 0x36]), '\u{20000}'],
  ])('is verified over its own bytes and readable: %s', async (_, bytes, message) => {
    const error = await respond(failureObject(bytes));
    expect(error).toMatchObject({ name: 'AlipayApiError', code: 'aop.unknow-error', message, verified: true });
  });

  it('may be an error_response', async () => {
    const object = failureObject(busy);
    expect(await respond(object, object, 'error_response')).toMatchObject({ code: 'aop.unknow-error', verified: true });
  });

  it('may have been signed before its slashes were escaped', async () => {
    const sent = failureObject(Buffer.concat([backslash, slash, busy]));
    const signed = failureObject(Buffer.concat([backslash, Buffer.from('/'), busy]));
    expect(await respond(sent, signed)).toMatchObject({ message: '誠/系统繁忙', verified: true });
  });

  it('is refused when a byte of it was changed', async () => {
    const changed = failureObject(Buffer.from([...busy.subarray(0, 7), 0xa7]));
    expect(await respond(changed, failureObject(busy))).toMatchObject({
      name: 'AlipaySignatureError',
      problem: 'wrong',
    });
  });

  it('is refused when it is text in neither charset', async () => {
    expect(await respond(failureObject(Buffer.from([0xff, 0xff])))).toMatchObject({
      name: 'AlipayContentError',
      problem: 'not-json',
    });
  });
});

it('a response in UTF-8 may have been signed before its slashes were escaped', async () => {
  const sent = Buffer.from('{"code":"10000","name":"令牌\\/令\\\\\\/"}');
  const signed = Buffer.from('{"code":"10000","name":"令牌/令\\\\/"}');
  expect(await respond(sent, signed)).toEqual({ code: '10000', name: '令牌/令\\/' });
});
