import type { TextCache } from './private-folder.js';
import { generateRsaKeyPair, privateKeyPem, type RsaKeyPair, rsaKeyPairFromPem } from './rsa-key-pair.js';

/** Finds or generates the key with a name; every name has its own key. */
export type KeySource = (name: string) => Promise<RsaKeyPair>;

/** Only these names are cached, which limits the cache's size. */
const cachedName =
  /^(alipay|alipay-certificate|stranger|root|intermediate|application-intermediate|application-([1-9]|1[0-6]))$/;

/** A source that caches keys and generates those that are missing or unreadable. */
export function cachingKeySource(cache: TextCache): KeySource {
  return async (name) => {
    if (!cachedName.test(name)) return generateRsaKeyPair();
    const kept = await cache.read(`${name}.key.pem`);
    const pair = kept === undefined ? undefined : readPair(kept);
    if (pair !== undefined) return pair;
    const made = await generateRsaKeyPair();
    await cache.write(`${name}.key.pem`, privateKeyPem(made));
    return made;
  };
}

function readPair(pem: string): RsaKeyPair | undefined {
  try {
    return rsaKeyPairFromPem(pem);
  } catch {
    return undefined;
  }
}
