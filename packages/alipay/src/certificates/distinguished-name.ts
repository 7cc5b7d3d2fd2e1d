import type { X509Certificate } from 'node:crypto';

/** A certificate's issuer as RFC 2253 orders it, most specific part first, without spaces after commas. */
export function issuerName(certificate: X509Certificate): string {
  return certificate.issuer.split('\n').reverse().join(',');
}

/**
 * Whether a certificate is one that Alipay issues to an application: its common name is `<PID>-<appId>`.
 * Alipay's own certificate has a company's name in the first place.
 */
export function isApplicationCertificate(certificate: X509Certificate): boolean {
  return /(?:^|[\n+,]) *CN=\d{8,}-\d{8,} *(?:$|[\n+,])/.test(certificate.subject);
}
