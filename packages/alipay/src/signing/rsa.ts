import { type KeyObject, sign, verify } from 'node:crypto';

/** Alipay's names of its two signature algorithms: `RSA2` is SHA-256, `RSA` the SHA-1 of old applications. */
export type SignType = 'RSA2' | 'RSA';

const digests: Record<SignType, string> = { RSA2: 'sha256', RSA: 'sha1' };

/** Signs with RSASSA-PKCS1-v1_5 on a thread of the pool, off the event loop; base64. */
export function signRsa(
  content: string | Uint8Array,
  privateKey: KeyObject,
  signType: SignType = 'RSA2',
): Promise<string> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return new Promise((resolve, reject) => {
    sign(digests[signType], bytes, privateKey, (error, signature) => {
      if (error) reject(error);
      else resolve(signature.toString('base64'));
    });
  });
}

/** Verifies an RSASSA-PKCS1-v1_5 signature in base64; anything that is no signature at all is `false`, not an error. */
export function verifyRsa(
  content: string | Uint8Array,
  signature: string,
  publicKey: KeyObject,
  signType: SignType = 'RSA2',
): boolean {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const signatureBytes = Buffer.from(signature, 'base64');
  if (signatureBytes.length === 0) return false;
  try {
    return verify(digests[signType], bytes, publicKey, signatureBytes);
  } catch {
    return false;
  }
}
