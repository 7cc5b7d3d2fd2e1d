import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AlipayClient } from '@lingpai/alipay';

const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../packages/alipay/test/vectors/${name}.json`, import.meta.url), 'utf8'));

/** A fixed key stands for Alipay's, so that the bytes of an input depend on the seed alone. */
const alipayPrivateKey = vectors('request-signing').privateKeyPkcs8;
export const alipayPublicKey = createPublicKey(alipayPrivateKey).export({ type: 'spki', format: 'pem' });
export const certificates = { ...vectors('certificates'), privateKey: alipayPrivateKey };

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

export const encryptKey = Buffer.alloc(16, 7).toString('base64');

export function signAsAlipay(bytes) {
  return sign('sha256', Buffer.from(bytes), alipayPrivateKey).toString('base64');
}

/** A client in key mode whose requests go nowhere but into `transport`. Make one per target: parsing keys takes long. */
export function clientOver(transport, options = {}) {
  return new AlipayClient({
    appId: '2021000000000001',
    privateKey,
    alipayPublicKey,
    maxRetries: 0,
    transport,
    ...options,
  });
}
