import type { KeyObject, X509Certificate } from 'node:crypto';
import { checkRsa } from '../keys/rsa-key.js';

/**
 * The RSA public key of a certificate.
 *
 * @param place where the certificate came from, for the error
 * @throws TypeError when it has none, or one that is too short
 */
export function certificateKey(certificate: X509Certificate, place: string): KeyObject {
  let key: KeyObject;
  try {
    key = certificate.publicKey;
  } catch {
    throw new TypeError(`${place}: the certificate's key cannot be read`);
  }
  checkRsa(key, `${place}: expected the certificate of an RSA key`);
  return key;
}
