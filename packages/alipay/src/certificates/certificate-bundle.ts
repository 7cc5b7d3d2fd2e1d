import { X509Certificate } from 'node:crypto';

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g;
/** Far above any real bundle (Alipay's holds four certificates); bounds the work that a hostile text can cause. */
const maxCertificates = 64;
const maxLength = 1024 * 1024;
/** The tag that every DER encoding of a certificate begins with. */
const sequenceTag = 0x30;
/** An encoded certificate of the shortest key is longer. */
const minBareLength = 256;

/**
 * Reads every certificate of a file, in order: PEM whose line breaks may be missing, doubled, CRLF or written as `\n`;
 * the DER of one certificate; or its base64 without the PEM lines.
 *
 * @param option the name of the option that the content came from, for the error
 * @throws TypeError when a block is not a certificate, or there is none
 */
export function parseCertificates(content: string | Uint8Array, option: string): X509Certificate[] {
  if (content.length > maxLength) {
    throw new TypeError(
      `${option}: expected certificates in PEM, found ${content.length} characters, more than any bundle has`,
    );
  }
  if (typeof content !== 'string' && content[0] === sequenceTag) return [parseCertificate(content, option, 1)];
  const text = typeof content === 'string' ? content : Buffer.from(content).toString('latin1');
  const certificates = parsePem(text.replaceAll('\\n', '\n').replaceAll('\\r', '\r'), option);
  if (certificates.length > 0) return certificates;
  const bare = bareBase64(text);
  if (bare !== undefined) return [parseCertificate(bare, option, 1)];
  throw new TypeError(`${option}: expected certificates in PEM ("-----BEGIN CERTIFICATE-----"), found none`);
}

function parsePem(text: string, option: string): X509Certificate[] {
  const certificates: X509Certificate[] = [];
  for (const [, label, base64 = ''] of text.matchAll(pemBlock)) {
    if (label !== 'CERTIFICATE') {
      throw new TypeError(`${option}: expected certificates in PEM, found a block "${label}"`);
    }
    if (certificates.length === maxCertificates) {
      throw new TypeError(`${option}: expected at most ${maxCertificates} certificates`);
    }
    certificates.push(parseCertificate(Buffer.from(base64, 'base64'), option, certificates.length + 1));
  }
  return certificates;
}

function bareBase64(text: string): Buffer | undefined {
  const compact = text.replaceAll(/[\s"'\uFEFF]|\\[nr]/g, '');
  if (compact.length < minBareLength || !/^[\w+/-]+={0,2}$/.test(compact)) return undefined;
  const bytes = Buffer.from(compact, 'base64');
  return bytes[0] === sequenceTag ? bytes : undefined;
}

function parseCertificate(bytes: Uint8Array, option: string, position: number): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch {
    throw new TypeError(`${option}: certificate ${position} cannot be read; is the text complete?`);
  }
}
