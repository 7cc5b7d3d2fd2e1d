import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { parseCertificates, rootCertificateSerialNumber } from '@lingpai/alipay';
import type { KeySource } from '../keys/key-source.js';
import type { TextCache } from '../keys/private-folder.js';
import type { RsaKeyPair } from '../keys/rsa-key-pair.js';
import { type RandomSource, randomHex } from '../settings/random-source.js';
import { type CertificateName, issueCertificate } from './issue-certificate.js';

/** Issues the certificates of one sandbox: roots, one intermediate, and leaves below it. */
export interface CertificateAuthority {
  /** PEM of several roots, of which the middle one is signed with an elliptic curve and so does not count. */
  readonly rootBundle: string;
  /** What `alipay-root-cert-sn` has to be. */
  readonly rootSerialNumber: string;
  /**
   * A certificate with its intermediate, PEM.
   *
   * @param cacheName under this name a certificate for the same key is reused
   */
  issue(commonName: string, publicKey: KeyObject, cacheName?: string): Promise<string>;
}

export interface CertificateAuthorityOptions {
  readonly keys: KeySource;
  readonly cache: TextCache;
  readonly random: RandomSource;
  /** Milliseconds since 1970; validity counts from here. */
  readonly now: number;
}

const year = 365 * 24 * 60 * 60 * 1000;
const lifetimes = { root: 30 * year, intermediate: 20 * year, leaf: 5 * year };
/** A kept certificate is reused while it has this much of its life left. */
const reusable = { authority: 10 * year, leaf: 3 * year };

const organisation = 'Lingpai Sandbox';
const unit = 'Certification Authority';
const names = {
  root: { commonName: 'Lingpai Sandbox Root Authority', unit, organisation },
  curveRoot: { commonName: 'Lingpai Sandbox Root Authority EC', unit, organisation },
  secondRoot: { commonName: 'Lingpai Sandbox Root Authority R2', unit, organisation },
  intermediate: { commonName: 'Lingpai Sandbox Class 2 R1 Authority', unit, organisation },
} satisfies Record<string, CertificateName>;

/** Makes an authority, or opens the one that the cache keeps. */
export async function openCertificateAuthority(options: CertificateAuthorityOptions): Promise<CertificateAuthority> {
  const intermediateKey = await options.keys('intermediate');
  const kept = await options.cache.read('authority.pem');
  let chain = kept === undefined ? undefined : readAuthority(kept, intermediateKey.publicKey, options.now);
  if (chain === undefined) {
    chain = await makeAuthority(intermediateKey, options);
    await options.cache.write('authority.pem', chain.join(''));
  }
  const [intermediate = '', ...roots] = chain;
  const rootBundle = roots.join('');
  return Object.freeze({
    rootBundle,
    rootSerialNumber: rootCertificateSerialNumber(rootBundle),
    async issue(commonName: string, publicKey: KeyObject, cacheName?: string) {
      const leaf = await leafCertificate({ commonName, publicKey, cacheName, intermediateKey }, options);
      return leaf + intermediate;
    },
  });
}

interface LeafRequest {
  readonly commonName: string;
  readonly publicKey: KeyObject;
  readonly cacheName: string | undefined;
  readonly intermediateKey: RsaKeyPair;
}

async function leafCertificate(request: LeafRequest, options: CertificateAuthorityOptions): Promise<string> {
  const file = request.cacheName === undefined ? undefined : `${request.cacheName}.certificate.pem`;
  const kept = file === undefined ? undefined : await options.cache.read(file);
  if (kept !== undefined && isReusableLeaf(kept, request, options.now)) return kept;
  const made = await issueCertificate({
    subject: { commonName: request.commonName, unit: 'Alipay', organisation },
    issuer: names.intermediate,
    publicKey: request.publicKey,
    signingKey: request.intermediateKey.privateKey,
    authority: false,
    ...validity(lifetimes.leaf, options),
  });
  if (file !== undefined) await options.cache.write(file, made);
  return made;
}

/** The serial number is positive and has a fixed length: its first digit is 1 to 7. */
function validity(lifetime: number, { now, random }: CertificateAuthorityOptions) {
  const serialNumber = `4${randomHex(random, 31)}`;
  return { serialNumber, notBefore: now - 60 * 60 * 1000, notAfter: now + lifetime };
}

async function makeAuthority(intermediate: RsaKeyPair, options: CertificateAuthorityOptions): Promise<string[]> {
  const root = await options.keys('root');
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const selfSigned = (name: CertificateName, pair: { publicKey: KeyObject; privateKey: KeyObject }) =>
    issueCertificate({
      subject: name,
      issuer: name,
      publicKey: pair.publicKey,
      signingKey: pair.privateKey,
      authority: true,
      ...validity(lifetimes.root, options),
    });
  const issued = issueCertificate({
    subject: names.intermediate,
    issuer: names.root,
    publicKey: intermediate.publicKey,
    signingKey: root.privateKey,
    authority: true,
    ...validity(lifetimes.intermediate, options),
  });
  return Promise.all([
    issued,
    selfSigned(names.root, root),
    selfSigned(names.curveRoot, curve),
    selfSigned(names.secondRoot, root),
  ]);
}

/** The kept intermediate and roots, when they belong to `intermediateKey` and live long enough. */
function readAuthority(pem: string, intermediateKey: KeyObject, now: number): string[] | undefined {
  try {
    const chain = parseCertificates(pem, 'authority.pem');
    const [intermediate, root] = chain;
    if (intermediate === undefined || root === undefined || chain.length !== 4) return undefined;
    const usable =
      intermediate.publicKey.equals(intermediateKey) &&
      intermediate.verify(root.publicKey) &&
      chain.every((certificate) => livesFor(certificate, now, reusable.authority));
    return usable ? chain.map((certificate) => certificate.toString()) : undefined;
  } catch {
    return undefined;
  }
}

function isReusableLeaf(pem: string, request: LeafRequest, now: number): boolean {
  try {
    const certificate = new X509Certificate(pem);
    return (
      certificate.publicKey.equals(request.publicKey) &&
      certificate.subject.endsWith(`CN=${request.commonName}`) &&
      certificate.verify(request.intermediateKey.publicKey) &&
      livesFor(certificate, now, reusable.leaf)
    );
  } catch {
    return false;
  }
}

function livesFor(certificate: X509Certificate, now: number, remaining: number): boolean {
  return Date.parse(certificate.validFrom) <= now && Date.parse(certificate.validTo) >= now + remaining;
}
