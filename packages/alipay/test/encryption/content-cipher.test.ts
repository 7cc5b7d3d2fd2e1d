import { createContentCipher } from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentEncryption } from '../support/vectors.js';

describe('content encryption', () => {
  it.each(contentEncryption.cases)('matches the vector both ways: $name', ({ encryptKey, plainText, cipherText }) => {
    const cipher = createContentCipher(encryptKey);
    expect(cipher.encrypt(plainText)).toBe(cipherText);
    expect(cipher.decrypt(cipherText)).toBe(plainText);
  });

  it('gives back any text', () => {
    const cipher = createContentCipher(Buffer.alloc(32, 7).toString('base64'));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(cipher.decrypt(cipher.encrypt(text))).toBe(text);
      }),
    );
  });

  it.each(['"KEY"', ' KEY\n', '\uFEFFKEY', '\u200BKEY'])('takes the key as files and shells have it: %j', (text) => {
    const key = Buffer.alloc(16, 1).toString('base64');
    const cipherText = createContentCipher(key).encrypt('{"a":1}');
    expect(createContentCipher(text.replace('KEY', key)).decrypt(cipherText)).toBe('{"a":1}');
  });

  it('does not open with another key', () => {
    const cipherText = createContentCipher(Buffer.alloc(16, 1).toString('base64')).encrypt('{"a":1}');
    expect(() => createContentCipher(Buffer.alloc(16, 2).toString('base64')).decrypt(cipherText)).toThrow();
  });

  it.each([
    [Buffer.alloc(15).toString('base64'), 'encryptKey: expected base64 text of 16, 24 or 32 bytes, found 15 bytes'],
    ['not base64!', 'encryptKey: expected base64 text of 16, 24 or 32 bytes, found text that is not base64'],
    [
      '',
      'encryptKey: expected base64 text of 16, 24 or 32 bytes, found an empty text; is the environment variable set?',
    ],
    [7, 'encryptKey: expected base64 text of 16, 24 or 32 bytes, found number'],
  ])('refuses the key %j', (key, message) => {
    expect(() => createContentCipher(key as string)).toThrow(new TypeError(message));
  });

  it('minds no white space around the key', () => {
    const key = Buffer.alloc(16, 1).toString('base64');
    expect(createContentCipher(` ${key}\n`).encrypt('x')).toBe(createContentCipher(key).encrypt('x'));
  });
});
