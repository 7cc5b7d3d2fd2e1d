import type { X509Certificate } from 'node:crypto';

/** The time from which and until which a certificate is valid, in milliseconds since 1970. */
export function validity(certificate: X509Certificate): { readonly from: number; readonly to: number } {
  return { from: Date.parse(certificate.validFrom), to: Date.parse(certificate.validTo) };
}

/** Whether `now` lies within a certificate's validity. */
export function isCurrent(certificate: X509Certificate, now: number): boolean {
  const { from, to } = validity(certificate);
  return from <= now && now <= to;
}
