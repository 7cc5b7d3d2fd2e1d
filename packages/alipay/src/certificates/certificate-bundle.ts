import { X509Certificate } from 'node:crypto';

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g;
/** Far above any real bundle (Alipay's holds four certificates); bounds the work that a hostile text can cause. */
const maxCertificates = 64;
const maxLength = 1024 * 1024;

/**
 * Reads every certificate of a PEM text in order. Line breaks may be missing, doubled, CRLF or written as `\n`.
 *
 * @param option the name of the option that the text came from, for the error
 * @throws TypeError when a block is not a certificate, or there is none
 */
export function parseCertificates(content: string | Uint8Array, option: string): X509Certificate[] {
  if (content.length > maxLength) {
    throw new TypeError(
      `${option}: expected certificates in PEM, found ${content.length} characters, more than any bundle has`,
    );
  }
  const text = typeof content === 'string' ? content : Buffer.from(content).toString('latin1');
  const certificates: X509Certificate[] = [];
  for (const [, label, base64 = ''] of text.replaceAll('\\n', '\n').matchAll(pemBlock)) {
    if (label !== 'CERTIFICATE') {
      throw new TypeError(`${option}: expected certificates in PEM, found a block "${label}"`);
    }
    if (certificates.length === maxCertificates) {
      throw new TypeError(`${option}: expected at most ${maxCertificates} certificates`);
    }
    certificates.push(parseCertificate(base64, option, certificates.length + 1));
  }
  if (certificates.length === 0) {
    throw new TypeError(`${option}: expected certificates in PEM ("-----BEGIN CERTIFICATE-----"), found none`);
  }
  return certificates;
}

function parseCertificate(base64: string, option: string, position: number): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    throw new TypeError(`${option}: certificate ${position} cannot be read; is the text complete?`);
  }
}
