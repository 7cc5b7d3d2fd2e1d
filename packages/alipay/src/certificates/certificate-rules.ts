import type { X509Certificate } from 'node:crypto';
import { checkRsa } from '../keys/rsa-key.js';
import {
  type CertificateExtension,
  certificateExtensions,
  pathLength,
  signatureAlgorithm,
} from './certificate-fields.js';
import { isCurrent } from './validity.js';

/** Signatures that prove an issuer: RSA and ECDSA with SHA-2. MD5 and SHA-1 can be forged. */
const acceptedAlgorithms: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
]);

const basicConstraints = '2.5.29.19';
const keyUsage = '2.5.29.15';
const nameConstraints = '2.5.29.30';

/** Extensions whose meaning is applied here, or does not restrict what a certificate is used for here. */
const understood: ReadonlySet<string> = new Set([
  basicConstraints,
  keyUsage,
  '2.5.29.14', // subject key identifier
  '2.5.29.17', // subject alternative name
  '2.5.29.32', // certificate policies
  '2.5.29.35', // authority key identifier
  '2.5.29.37', // extended key usage
]);

/**
 * Checks what RFC 5280, 6.1 asks of any certificate that is not a root.
 *
 * @returns what is wrong; `undefined` when nothing is
 */
export function certificateProblem(certificate: X509Certificate): string | undefined {
  try {
    if (!acceptedAlgorithms.has(signatureAlgorithm(certificate.raw))) {
      return 'it is signed with an algorithm that is not accepted, such as SHA-1 or MD5';
    }
    return extensionProblem(certificateExtensions(certificate.raw));
  } catch {
    return 'its encoding cannot be read';
  }
}

/**
 * Checks what RFC 5280, 6.1 asks of an intermediate, besides what it asks of any certificate.
 *
 * @param below how many intermediates stand between this certificate and the last one of the chain
 * @param now milliseconds since 1970
 * @returns what is wrong; `undefined` when nothing is
 */
export function intermediateProblem(issuer: X509Certificate, below: number, now: number): string | undefined {
  if (!issuer.ca) return 'it is not marked as an authority';
  return keyProblem(issuer) ?? rootProblem(issuer, below, now);
}

/** Checks a configured root, which is trusted without a signature, as the issuer of a chain. */
export function rootProblem(root: X509Certificate, below: number, now: number): string | undefined {
  if (!isCurrent(root, now)) return 'it is out of its validity';
  try {
    const constraints = certificateExtensions(root.raw).find(({ id }) => id === basicConstraints);
    const limit = constraints && pathLength(constraints.value);
    if (limit === undefined || below <= limit) return undefined;
    return `it allows ${limit} intermediates below itself, found ${below}`;
  } catch {
    return 'its encoding cannot be read';
  }
}

function keyProblem({ publicKey }: X509Certificate): string | undefined {
  if (publicKey.asymmetricKeyType === 'ec') return undefined;
  try {
    checkRsa(publicKey, '');
    return undefined;
  } catch {
    return 'its key is not of RSA with at least 1024 bits';
  }
}

function extensionProblem(extensions: readonly CertificateExtension[]): string | undefined {
  const ids = extensions.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) return 'it has an extension twice';
  if (ids.includes(nameConstraints)) return 'it has name constraints, which are not supported';
  const unknown = extensions.find(({ id, critical }) => critical && !understood.has(id));
  return unknown && `it has the critical extension ${unknown.id}, which is not supported`;
}
