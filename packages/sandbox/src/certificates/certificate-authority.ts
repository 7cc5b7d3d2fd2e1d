import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { parseCertificates, rootCertificateSerialNumber } from '@lingpai/alipay';
import type { KeySource } from '../keys/key-source.js';
import type { TextCache } from '../keys/private-folder.js';
import type { RsaKeyPair } from '../keys/rsa-key-pair.js';
import { type RandomSource, randomHex } from '../settings/random-source.js';
import { type CertificateName, issueCertificate } from './issue-certificate.js';

/** Whose certificate it is: each is issued below an intermediate of its own. */
export type Holder = 'alipay' | 'application';

/** A certificate as PEM, alone and followed by its intermediate. */
export interface IssuedCertificate {
  readonly leaf: string;
  readonly chain: string;
}

/** Issues the certificates of one sandbox: roots, an intermediate for each kind of holder, and leaves below them. */
export interface CertificateAuthority {
  /**
   * PEM of several roots with blank lines in between. The middle one is signed with an elliptic curve, so its serial
   * number does not count.
   */
  readonly rootBundle: string;
  /** The value of `alipay-root-cert-sn`. */
  readonly rootSerialNumber: string;
  /** @param cacheName a certificate for the same key that is cached under this name is reused */
  issue(holder: Holder, commonName: string, publicKey: KeyObject, cacheName?: string): Promise<IssuedCertificate>;
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
/** A cached certificate is reused while it remains valid for this long. */
const reusable = { authority: 10 * year, leaf: 3 * year };

const organisation = 'Lingpai Sandbox';
const unit = 'Certification Authority';
const names = {
  root: { commonName: 'Lingpai Sandbox Root Authority', unit, organisation },
  curveRoot: { commonName: 'Lingpai Sandbox Root Authority EC', unit, organisation },
  secondRoot: { commonName: 'Lingpai Sandbox Root Authority R2', unit, organisation },
} satisfies Record<string, CertificateName>;

/** Named as at Alipay: its own certificates are below Class 2 R1, those of applications below Class 1 R1. */
const intermediates = {
  alipay: {
    name: { commonName: 'Lingpai Sandbox Class 2 R1', unit, organisation },
    key: 'intermediate',
  },
  application: {
    name: { commonName: 'Lingpai Sandbox Class 1 R1', unit, organisation },
    key: 'application-intermediate',
  },
} satisfies Record<Holder, { readonly name: CertificateName; readonly key: string }>;

type IntermediateKeys = Readonly<Record<Holder, RsaKeyPair>>;

/** Makes an authority, or opens the cached one. */
export async function openCertificateAuthority(options: CertificateAuthorityOptions): Promise<CertificateAuthority> {
  const [alipay, application] = await Promise.all([
    options.keys(intermediates.alipay.key),
    options.keys(intermediates.application.key),
  ]);
  const keys: IntermediateKeys = { alipay, application };
  const cached = await options.cache.read('authority.pem');
  let certificates = cached === undefined ? undefined : readAuthority(cached, keys, options.now);
  if (certificates === undefined) {
    certificates = await makeAuthority(keys, options);
    await options.cache.write('authority.pem', certificates.join(''));
  }
  const [alipayIntermediate = '', applicationIntermediate = '', ...roots] = certificates;
  const issuers = { alipay: alipayIntermediate, application: applicationIntermediate };
  const rootBundle = roots.join('\n');
  return Object.freeze({
    rootBundle,
    rootSerialNumber: rootCertificateSerialNumber(rootBundle),
    async issue(holder: Holder, commonName: string, publicKey: KeyObject, cacheName?: string) {
      const leaf = await leafCertificate({ holder, commonName, publicKey, cacheName, issuer: keys[holder] }, options);
      return { leaf, chain: leaf + issuers[holder] };
    },
  });
}

interface LeafRequest {
  readonly holder: Holder;
  readonly commonName: string;
  readonly publicKey: KeyObject;
  readonly cacheName: string | undefined;
  readonly issuer: RsaKeyPair;
}

async function leafCertificate(request: LeafRequest, options: CertificateAuthorityOptions): Promise<string> {
  const file = request.cacheName === undefined ? undefined : `${request.cacheName}.certificate.pem`;
  const kept = file === undefined ? undefined : await options.cache.read(file);
  if (kept !== undefined && isReusableLeaf(kept, request, options.now)) return kept;
  const made = await issueCertificate({
    subject: { commonName: request.commonName, unit: 'Alipay', organisation },
    issuer: intermediates[request.holder].name,
    publicKey: request.publicKey,
    signingKey: request.issuer.privateKey,
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

async function makeAuthority(keys: IntermediateKeys, options: CertificateAuthorityOptions): Promise<string[]> {
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
  const intermediate = (holder: Holder) =>
    issueCertificate({
      subject: intermediates[holder].name,
      issuer: names.root,
      publicKey: keys[holder].publicKey,
      signingKey: root.privateKey,
      authority: true,
      ...validity(lifetimes.intermediate, options),
    });
  return Promise.all([
    intermediate('alipay'),
    intermediate('application'),
    selfSigned(names.root, root),
    selfSigned(names.curveRoot, curve),
    selfSigned(names.secondRoot, root),
  ]);
}

/** The cached intermediates and roots, when they belong to the keys and remain valid long enough. */
function readAuthority(pem: string, keys: IntermediateKeys, now: number): string[] | undefined {
  try {
    const certificates = parseCertificates(pem, 'authority.pem');
    const [alipay, application, root] = certificates;
    if (alipay === undefined || application === undefined || root === undefined || certificates.length !== 5) {
      return undefined;
    }
    const usable =
      alipay.publicKey.equals(keys.alipay.publicKey) &&
      application.publicKey.equals(keys.application.publicKey) &&
      [alipay, application].every((intermediate) => intermediate.verify(root.publicKey)) &&
      certificates.every((certificate) => isValidFor(certificate, now, reusable.authority));
    return usable ? certificates.map((certificate) => certificate.toString()) : undefined;
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
      certificate.verify(request.issuer.publicKey) &&
      isValidFor(certificate, now, reusable.leaf)
    );
  } catch {
    return false;
  }
}

function isValidFor(certificate: X509Certificate, now: number, remaining: number): boolean {
  return Date.parse(certificate.validFrom) <= now && Date.parse(certificate.validTo) >= now + remaining;
}
