import { createPrivateKey, createPublicKey, KeyObject, X509Certificate } from 'node:crypto';

/** What a text or a buffer turned out to be. */
export type KeyFinding =
  | { readonly kind: 'private key' | 'public key'; readonly key: KeyObject }
  | { readonly kind: 'certificate' | 'encrypted private key' | 'nothing readable' };

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END ([A-Z0-9 ]+)-----/;
const base64Text = /^[A-Za-z0-9+/]+={0,2}$/;
const derSequence = 0x30;
/** A key of 16,384 bits in PEM has some 13,000 characters; bounds the search in a text that is something else. */
const maxLength = 64 * 1024;

const readers: readonly ((der: Buffer) => KeyFinding)[] = [
  (key) => ({ kind: 'private key', key: createPrivateKey({ key, format: 'der', type: 'pkcs8' }) }),
  (key) => ({ kind: 'private key', key: createPrivateKey({ key, format: 'der', type: 'pkcs1' }) }),
  (key) => ({ kind: 'private key', key: createPrivateKey({ key, format: 'der', type: 'sec1' }) }),
  (key) => ({ kind: 'public key', key: createPublicKey({ key, format: 'der', type: 'spki' }) }),
  (key) => ({ kind: 'public key', key: createPublicKey({ key, format: 'der', type: 'pkcs1' }) }),
  (der) => {
    new X509Certificate(der);
    return { kind: 'certificate' };
  },
];

/**
 * Recognises a key however it is wrapped: PEM with any line breaks (none, CRLF, spaces, written as `\n`), the bare
 * base64 that Alipay's key tool hands out, or DER. The content decides, not the PEM label, which is often wrong.
 */
export function recogniseKey(input: string | Uint8Array | KeyObject): KeyFinding {
  if (input instanceof KeyObject) {
    if (input.type === 'private') return { kind: 'private key', key: input };
    if (input.type === 'public') return { kind: 'public key', key: input };
    return { kind: 'nothing readable' };
  }
  if (input.length > maxLength) return { kind: 'nothing readable' };
  if (typeof input !== 'string' && input[0] === derSequence) return recogniseDer(Buffer.from(input));
  const text = (typeof input === 'string' ? input : Buffer.from(input).toString('latin1')).replaceAll('\\n', '\n');
  const block = pemBlock.exec(text);
  if (block?.[1]?.startsWith('ENCRYPTED')) return { kind: 'encrypted private key' };
  const base64 = (block?.[2] ?? text).replaceAll(/\s/g, '');
  return base64Text.test(base64) ? recogniseDer(Buffer.from(base64, 'base64')) : { kind: 'nothing readable' };
}

function recogniseDer(der: Buffer): KeyFinding {
  for (const read of readers) {
    try {
      return read(der);
    } catch {
      // The next reader may know it.
    }
  }
  return { kind: 'nothing readable' };
}
