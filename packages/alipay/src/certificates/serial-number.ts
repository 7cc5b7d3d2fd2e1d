import { createHash, X509Certificate } from 'node:crypto';
import { parseCertificates } from './certificate-bundle.js';
import { signatureAlgorithm } from './certificate-fields.js';
import { issuerName } from './distinguished-name.js';

const rsaSignatures = '1.2.840.113549.1.1';

/**
 * Alipay's serial number of a certificate (`app_cert_sn`, `alipay-sn`): lower-case hexadecimal MD5 of the issuer's
 * name, most specific part first, followed by the certificate's serial number in decimal.
 *
 * Source: https://opendocs.alipay.com/open-v3/054q58
 *
 * @param certificate a certificate, or PEM text; the function reads its first certificate
 * @throws TypeError when the text holds no certificate
 */
export function certificateSerialNumber(certificate: X509Certificate | string): string {
  const subject = certificate instanceof X509Certificate ? certificate : firstOf(certificate);
  const serialNumber = BigInt(`0x${subject.serialNumber}`).toString(10);
  return createHash('md5')
    .update(`${issuerName(subject)}${serialNumber}`)
    .digest('hex');
}

/** Whether a certificate counts for `alipay-root-cert-sn`: whether it is signed with RSA. */
export function isRsaSigned(certificate: X509Certificate): boolean {
  return signatureAlgorithm(certificate.raw).startsWith(rsaSignatures);
}

/**
 * The value of the header `alipay-root-cert-sn`: the serial numbers of the RSA-signed roots, in file order, joined
 * with `_`. Alipay's bundle also holds SM2 roots, which do not count.
 *
 * @param bundle the roots, or their PEM text
 * @returns an empty string when no root is signed with RSA
 * @throws TypeError when the text holds no certificate
 */
export function rootCertificateSerialNumber(bundle: readonly X509Certificate[] | string): string {
  const roots = typeof bundle === 'string' ? parseCertificates(bundle, 'bundle') : bundle;
  return roots.filter(isRsaSigned).map(certificateSerialNumber).join('_');
}

function firstOf(pem: string): X509Certificate {
  const [first] = parseCertificates(pem, 'certificate');
  if (first === undefined) throw new TypeError('certificate: expected PEM text of a certificate, found none');
  return first;
}
