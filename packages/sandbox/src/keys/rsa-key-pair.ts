import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';

export interface RsaKeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Generates an RSA 2048 key on the thread pool. */
export function generateRsaKeyPair(): Promise<RsaKeyPair> {
  return new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength: 2048 }, (error, publicKey, privateKey) => {
      if (error) reject(error);
      else resolve({ privateKey, publicKey });
    });
  });
}

/** PKCS#1, the default of Alipay's own clients. */
export function privateKeyPem(pair: RsaKeyPair): string {
  return pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

export function publicKeyPem(publicKey: KeyObject): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** Throws when `pem` is not an RSA private key. */
export function rsaKeyPairFromPem(pem: string): RsaKeyPair {
  const privateKey = createPrivateKey(pem);
  if (privateKey.asymmetricKeyType !== 'rsa') throw new TypeError('expected an RSA private key');
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
