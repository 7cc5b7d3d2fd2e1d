import type { KeyObject } from 'node:crypto';
import { verifyRsa } from './rsa.js';
import { responseSignBytes } from './signed-text.js';

/** What was found of a response's signature; `absent` when any of its three headers is missing. */
export type SignatureFinding = 'valid' | 'wrong' | 'absent';

/** Reads a header of a response; Alipay sends the word `null` for some that have no value. */
export function presentHeader(headers: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || value === '' || value === 'null' ? undefined : value;
}

/**
 * Verifies the signature of a response, before anything is decrypted or parsed.
 *
 * @param headers with lower-case names
 * @param body the bytes as they came
 */
export function verifyResponse(
  headers: Readonly<Record<string, string | undefined>>,
  body: Uint8Array,
  alipayPublicKey: KeyObject,
): SignatureFinding {
  const timestamp = presentHeader(headers, 'alipay-timestamp');
  const nonce = presentHeader(headers, 'alipay-nonce');
  const signature = presentHeader(headers, 'alipay-signature');
  if (timestamp === undefined || nonce === undefined || signature === undefined) return 'absent';
  return verifyRsa(responseSignBytes(timestamp, nonce, body), signature, alipayPublicKey) ? 'valid' : 'wrong';
}
