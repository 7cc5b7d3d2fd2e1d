import { parsePublicKey, verifyResponse } from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { responseVerification } from '../support/vectors.js';

describe('a response signature', () => {
  const publicKey = parsePublicKey(responseVerification.alipayPublicKey);

  it.each(responseVerification.cases)('is judged as the vector says: $name', ({ headers, body, valid }) => {
    expect(verifyResponse(headers, Buffer.from(body), publicKey) === 'valid').toBe(valid);
  });

  it('says what is the matter', () => {
    const findings = Object.fromEntries(
      responseVerification.cases.map(({ name, headers, body }) => [
        name,
        verifyResponse(headers, Buffer.from(body), publicKey),
      ]),
    );
    expect(findings).toEqual({
      good: 'valid',
      'empty body, signed': 'valid',
      'non-ASCII body': 'valid',
      'body changed by one byte': 'wrong',
      'timestamp changed': 'wrong',
      'nonce missing': 'absent',
      'signature missing': 'absent',
      'signature is the word null': 'absent',
      'signature is not base64': 'wrong',
      'trailing space added to the body': 'wrong',
    });
  });

  it('is never valid for anything but what was signed', () => {
    const [good] = responseVerification.cases;
    if (good === undefined) throw new Error('no vector');
    const header = fc.oneof(fc.string(), fc.base64String(), fc.constantFrom(...Object.values(good.headers)));
    fc.assert(
      fc.property(header, header, header, fc.uint8Array(), (timestamp, nonce, signature, body) => {
        const headers = { 'alipay-timestamp': timestamp, 'alipay-nonce': nonce, 'alipay-signature': signature };
        expect(verifyResponse(headers, body, publicKey)).not.toBe('valid');
      }),
    );
  });
});
