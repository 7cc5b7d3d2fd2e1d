import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { cleanText } from '../keys/key-text.js';

/** Encrypts and decrypts contents with one application's key. */
export interface ContentCipher {
  /** UTF-8 text to base64 cipher text. */
  encrypt(plainText: string): string;
  /** Base64 cipher text to UTF-8 text. @throws Error when the text cannot be decrypted with this key */
  decrypt(cipherText: string): string;
}

const keyLengths = [16, 24, 32];
const zeroVector = Buffer.alloc(16);
const base64Pattern = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Makes the cipher of Alipay's content encryption: AES/CBC/PKCS#7 with an IV of zeros.
 *
 * Source: https://opendocs.alipay.com/open-v3/054l3e
 *
 * @param encryptKey base64 of 16, 24 or 32 bytes, as Alipay's console shows it
 * @throws TypeError saying what was found when `encryptKey` is anything else
 */
export function createContentCipher(encryptKey: string): ContentCipher {
  if (typeof encryptKey !== 'string') {
    throw new TypeError(`encryptKey: expected base64 text of 16, 24 or 32 bytes, found ${typeof encryptKey}`);
  }
  const text = cleanText(encryptKey);
  if (text === '') {
    throw new TypeError(
      'encryptKey: expected base64 text of 16, 24 or 32 bytes, found an empty text; is the environment variable set?',
    );
  }
  if (!base64Pattern.test(text)) {
    throw new TypeError('encryptKey: expected base64 text of 16, 24 or 32 bytes, found text that is not base64');
  }
  const bytes = Buffer.from(text, 'base64');
  if (!keyLengths.includes(bytes.length)) {
    throw new TypeError(`encryptKey: expected base64 text of 16, 24 or 32 bytes, found ${bytes.length} bytes`);
  }
  const key = createSecretKey(bytes);
  const algorithm = `aes-${bytes.length * 8}-cbc`;
  return Object.freeze({
    encrypt(plainText: string): string {
      const cipher = createCipheriv(algorithm, key, zeroVector);
      return cipher.update(plainText, 'utf8', 'base64') + cipher.final('base64');
    },
    decrypt(cipherText: string): string {
      const decipher = createDecipheriv(algorithm, key, zeroVector);
      const opened = Buffer.concat([decipher.update(cipherText, 'base64'), decipher.final()]);
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(opened);
    },
  });
}
