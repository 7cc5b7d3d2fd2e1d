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

/**
 * Whether a certificate was issued, directly or through intermediates, by one of the roots. Every signature on the way
 * is verified; every issuer is valid at `now`, and every intermediate is a certificate authority.
 *
 * Each intermediate is looked at once, so that a bundle of certificates that issue each other ends the walk too.
 */
export function chainsTo(
  certificate: X509Certificate,
  roots: readonly X509Certificate[],
  intermediates: readonly X509Certificate[],
  now: number,
): boolean {
  const anchors = roots.filter((root) => isCurrent(root, now));
  const unvisited = new Set(intermediates.filter((candidate) => candidate.ca && isCurrent(candidate, now)));
  const reached = [certificate];
  for (const current of reached) {
    if (anchors.some((anchor) => isIssuedBy(current, anchor))) return true;
    for (const candidate of unvisited) {
      if (!isIssuedBy(current, candidate)) continue;
      unvisited.delete(candidate);
      reached.push(candidate);
    }
  }
  return false;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // Keys that OpenSSL does not know (SM2 among them) sign nothing that is trusted here.
    return false;
  }
}
