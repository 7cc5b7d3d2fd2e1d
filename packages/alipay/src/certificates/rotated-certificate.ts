import { createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { parseCertificates } from './certificate-bundle.js';
import { chainsTo, isCurrent } from './certificate-chain.js';
import { certificateKey } from './certificate-key.js';
import type { CertificateSet } from './certificate-set.js';
import { certificateSerialNumber } from './serial-number.js';

const source = 'alipay_cert_content';

/**
 * Reads a certificate that was downloaded because Alipay signed with it. Trust rests on its chain to the configured
 * roots, since the download is signed by the very certificate that it brings.
 *
 * @param pem the certificate, its intermediates after it
 * @param expected the serial number that was asked for, and the application's own key, which is never Alipay's
 * @param now milliseconds since 1970
 * @throws TypeError saying why it is not accepted
 */
export function readRotatedCertificate(
  pem: string,
  configured: CertificateSet,
  expected: { readonly serialNumber: string; readonly privateKey: KeyObject },
  now: number,
): X509Certificate {
  const [certificate, ...intermediates] = parseCertificates(pem, source);
  if (certificate === undefined) throw new TypeError(`${source}: expected certificates in PEM, found none`);
  if (certificate.ca) throw new TypeError(`${source}: found the certificate of an authority`);
  const key = certificateKey(certificate, source);
  if (certificateSerialNumber(certificate) !== expected.serialNumber) {
    throw new TypeError(`${source}: found a certificate with another serial number`);
  }
  if (key.equals(createPublicKey(expected.privateKey))) {
    throw new TypeError(`${source}: expected Alipay's certificate, found the application's own`);
  }
  if (!isCurrent(certificate, now)) throw new TypeError(`${source}: the certificate is out of its validity`);
  if (!chainsTo(certificate, configured.roots, [...intermediates, ...configured.intermediates], now)) {
    throw new TypeError(`${source}: the certificate does not chain to a configured root`);
  }
  return certificate;
}
