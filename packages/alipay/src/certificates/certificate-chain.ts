import type { X509Certificate } from 'node:crypto';
import { certificateProblem, intermediateProblem, rootProblem } from './certificate-rules.js';

/** What a certificate is checked against. */
export interface ChainSources {
  readonly roots: readonly X509Certificate[];
  readonly intermediates: readonly X509Certificate[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Whether a certificate leads to a root. */
export type ChainFinding =
  /** Every signature holds, and every certificate may issue the one below it. */
  | { readonly kind: 'complete' }
  /** Every signature holds, and RFC 5280 forbids one of the certificates. */
  | { readonly kind: 'odd'; readonly reason: string }
  /** The signatures lead to no root. */
  | { readonly kind: 'none' };

/** A certificate on the way from the one that is checked. */
interface Step {
  readonly certificate: X509Certificate;
  /** How many intermediates stand below an issuer of this certificate. */
  readonly depth: number;
  /** Why the chain up to here is odd. */
  readonly reason: string | undefined;
}

/**
 * Follows a certificate to one of the roots and verifies every signature on the way.
 *
 * The walk looks at each intermediate once, so it ends even when a bundle holds certificates that issue each other.
 */
export function checkChain(certificate: X509Certificate, sources: ChainSources): ChainFinding {
  const found = findRoot(certificate, sources, true) ?? findRoot(certificate, sources, false);
  if (found === undefined) return { kind: 'none' };
  return found.reason === undefined ? { kind: 'complete' } : { kind: 'odd', reason: found.reason };
}

/** @param strict whether to leave out every chain that RFC 5280 forbids */
function findRoot(
  certificate: X509Certificate,
  { roots, intermediates, now }: ChainSources,
  strict: boolean,
): { readonly reason: string | undefined } | undefined {
  const leafProblem = certificateProblem(certificate);
  if (strict && leafProblem !== undefined) return undefined;
  const steps: Step[] = [{ certificate, depth: 0, reason: described('the certificate', leafProblem) }];
  const unvisited = new Set(intermediates);
  for (const step of steps) {
    for (const root of roots) {
      if (!isIssuedBy(step.certificate, root)) continue;
      const problem = rootProblem(root, step.depth, now);
      if (!strict || problem === undefined) return { reason: step.reason ?? described('the root', problem) };
    }
    for (const candidate of unvisited) {
      if (!isIssuedBy(step.certificate, candidate)) continue;
      const problem = certificateProblem(candidate) ?? intermediateProblem(candidate, step.depth, now);
      if (strict && problem !== undefined) continue;
      unvisited.delete(candidate);
      const reason = step.reason ?? described('an intermediate', problem);
      steps.push({ certificate: candidate, depth: step.depth + 1, reason });
    }
  }
  return undefined;
}

function described(which: string, problem: string | undefined): string | undefined {
  return problem && `${which} is refused: ${problem}`;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // Keys that OpenSSL does not know (SM2 among them) sign nothing that is trusted here.
    return false;
  }
}
