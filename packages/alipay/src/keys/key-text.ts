import { createPrivateKey, createPublicKey, KeyObject, X509Certificate } from 'node:crypto';

/** What an input turned out to be. */
export type KeyFinding =
  | { readonly kind: 'private key' | 'public key'; readonly key: KeyObject }
  | {
      readonly kind:
        | 'certificate'
        | 'encrypted private key'
        | 'nothing'
        | 'an empty text'
        | 'a path'
        | 'nothing readable';
    };

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END ([A-Z0-9 ]+)-----/;
const base64Text = /^[A-Za-z0-9+/]+={0,2}$/;
/** What files, shells and editors add to a text: a byte order mark, and characters of no width. */
const invisible = /[\uFEFF\u200B-\u200D\u2060]/g;
/** The UTF-8 bytes of the same, read as Latin-1. */
const invisibleLatin1 = /\xEF\xBB\xBF|\xE2\x80[\x8B-\x8D]|\xE2\x81\xA0/g;
/** Line breaks that an `.env` file or a JSON file escaped, once or twice. */
const escapedBreak = /\\{1,2}r\\{1,2}n|\\{1,2}[rn]/g;
const pathText = /^(?:~|\.{0,2})[\\/]|^[A-Za-z]:[\\/]|^file:|^[^\n]{1,255}\.(?:pem|key|crt|cer|der|txt|p8|p12|pfx)$/i;
const derSequence = 0x30;
/** A key of 16,384 bits in PEM has about 13,000 characters; limits the search in other texts. */
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
 * Recognizes a key however it is wrapped: PEM with any line breaks (none, CRLF, spaces, written out as `\\n`), the bare
 * base64 that Alipay's key tool hands out, base64 of a whole PEM, or DER; with quotes or invisible characters around it. The
 * content decides, not the PEM label, which is often wrong.
 */
export function recogniseKey(input: string | Uint8Array | KeyObject): KeyFinding {
  if (input instanceof KeyObject) {
    if (input.type === 'private') return { kind: 'private key', key: input };
    if (input.type === 'public') return { kind: 'public key', key: input };
    return { kind: 'nothing readable' };
  }
  if (input.length > maxLength) return { kind: 'nothing readable' };
  if (typeof input !== 'string' && input[0] === derSequence) return recogniseDer(Buffer.from(input));
  const text =
    typeof input === 'string' ? input : Buffer.from(input).toString('latin1').replaceAll(invisibleLatin1, '');
  return recogniseText(cleanText(text));
}

/** The text without what files, shells and editors put around and into it. */
export function cleanText(text: string): string {
  const visible = text.replaceAll(invisible, '').replaceAll(escapedBreak, '\n').trim();
  return visible.replace(/^(["'`])([\s\S]*)\1$/, '$2').trim();
}

function recogniseText(text: string): KeyFinding {
  if (text === '') return { kind: 'an empty text' };
  const block = pemBlock.exec(text);
  if (block?.[1]?.startsWith('ENCRYPTED')) return { kind: 'encrypted private key' };
  const base64 = (block?.[2] ?? text).replaceAll(/\s/g, '');
  const der = base64Text.test(base64) ? Buffer.from(base64, 'base64') : undefined;
  const finding = der === undefined ? undefined : recogniseDer(der);
  if (finding !== undefined && finding.kind !== 'nothing readable') return finding;
  const inner = der?.toString('latin1');
  if (block === null && inner !== undefined && pemBlock.test(inner)) return recogniseText(cleanText(inner));
  return { kind: block === null && pathText.test(text) ? 'a path' : 'nothing readable' };
}

function recogniseDer(der: Buffer): KeyFinding {
  for (const read of readers) {
    try {
      return read(der);
    } catch {
      // The next reader may recognize it.
    }
  }
  return { kind: 'nothing readable' };
}
