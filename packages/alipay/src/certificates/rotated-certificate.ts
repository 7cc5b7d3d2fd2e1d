import { createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { parseCertificates } from './certificate-bundle.js';
import { checkChain } from './certificate-chain.js';
import { certificateKey } from './certificate-key.js';
import type { CertificateSet } from './certificate-set.js';
import { isApplicationCertificate, issuerName } from './distinguished-name.js';
import { certificateSerialNumber } from './serial-number.js';
import { isCurrent } from './validity.js';

const source = 'alipay_cert_content';

/**
 * Reads a certificate that the client downloaded because a response or a notification names it. The certificate signs
 * its own download, so trust rests on what it is: below a configured root, current, of an issuer of Alipay's own
 * certificates, and not one of the certificates that the same root issues to applications.
 *
 * @param pem the certificate, its intermediates after it
 * @param expected the serial number that was asked for, and the application's own key, which is never Alipay's
 * @param now milliseconds since 1970
 * @throws TypeError that says why the certificate is refused
 */
export function readRotatedCertificate(
  pem: string,
  configured: CertificateSet,
  expected: { readonly serialNumber: string; readonly privateKey: KeyObject },
  now: number,
): X509Certificate {
  const [certificate, ...others] = parseCertificates(pem, source);
  if (certificate === undefined) throw refusal('expected certificates in PEM, found none');
  if (certificate.ca) throw refusal('found the certificate of an authority');
  const key = certificateKey(certificate, source);
  if (certificateSerialNumber(certificate) !== expected.serialNumber) {
    throw refusal('found a certificate with another serial number');
  }
  if (key.equals(createPublicKey(expected.privateKey))) {
    throw refusal("expected Alipay's certificate, found the application's own");
  }
  if (!isCurrent(certificate, now)) throw refusal('the certificate is out of its validity');
  const intermediates = [...others, ...configured.intermediates];
  const chain = checkChain(certificate, { roots: configured.roots, intermediates, now });
  if (chain.kind === 'none') throw refusal('the certificate does not chain to a configured root');
  if (chain.kind === 'odd') throw refusal(`the certificate's chain is not accepted: ${chain.reason}`);
  checkOwner(certificate, configured);
  return certificate;
}

function checkOwner(certificate: X509Certificate, { alipayIssuers }: CertificateSet): void {
  if (isApplicationCertificate(certificate)) {
    throw refusal("expected Alipay's certificate, found one that Alipay issued to an application");
  }
  const issuer = issuerName(certificate);
  if (alipayIssuers.includes(issuer)) return;
  throw refusal(
    `expected a certificate issued by ${alipayIssuers.map((name) => `"${name}"`).join(' or ')}, found one issued by ` +
      `"${issuer}"; if Alipay announced this issuer, add its name to alipayCertificateIssuers`,
  );
}

function refusal(message: string): TypeError {
  return new TypeError(`${source}: ${message}`);
}
