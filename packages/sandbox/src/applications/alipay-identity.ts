import { certificateSerialNumber } from '@lingpai/alipay';
import { type CertificateAuthority, openCertificateAuthority } from '../certificates/certificate-authority.js';
import type { KeySource } from '../keys/key-source.js';
import type { TextCache } from '../keys/private-folder.js';
import { generateRsaKeyPair, publicKeyPem, type RsaKeyPair } from '../keys/rsa-key-pair.js';
import type { RandomSource } from '../settings/random-source.js';

/** What clients are told of a new certificate of Alipay. */
export interface RotatedCertificate {
  /** The header `alipay-sn` from now on. */
  readonly serialNumber: string;
  /** The certificate and its intermediate, PEM. */
  readonly alipayCert: string;
}

/** How Alipay shows itself in certificate mode. */
export interface AlipayCertificate {
  readonly pair: RsaKeyPair;
  readonly publicKeyPem: string;
  /** The certificate and its intermediate. */
  readonly pem: string;
  /** The header `alipay-sn`. */
  readonly serialNumber: string;
  readonly authority: CertificateAuthority;
}

export interface AlipayIdentityOptions {
  readonly keys: KeySource;
  readonly cache: TextCache;
  readonly random: RandomSource;
  readonly now: () => number;
}

/** The keys that Alipay signs with: one for applications in key mode, one under a certificate. */
export class AlipayIdentity {
  readonly pair: RsaKeyPair;
  readonly publicKeyPem: string;
  readonly #options: AlipayIdentityOptions;
  #certificate: Promise<AlipayCertificate> | undefined;
  /** Those before, PEM by serial number. */
  readonly #former = new Map<string, string>();

  private constructor(pair: RsaKeyPair, options: AlipayIdentityOptions) {
    this.pair = pair;
    this.publicKeyPem = publicKeyPem(pair.publicKey);
    this.#options = options;
  }

  static async create(options: AlipayIdentityOptions): Promise<AlipayIdentity> {
    return new AlipayIdentity(await options.keys('alipay'), options);
  }

  /** Made when the first application in certificate mode asks for it. */
  certificate(): Promise<AlipayCertificate> {
    this.#certificate ??= makeCertificate(this.#options);
    return this.#certificate;
  }

  /** Another key and certificate of the same authority take the place of the present ones. */
  async rotateCertificate(): Promise<RotatedCertificate> {
    const { authority } = await this.certificate();
    const next = await issueCertificate(authority, await generateRsaKeyPair());
    const former = await this.certificate();
    this.#former.set(former.serialNumber, former.pem);
    this.#certificate = Promise.resolve(next);
    return { serialNumber: next.serialNumber, alipayCert: next.pem };
  }

  /** The present certificate or a former one, PEM. */
  async findCertificate(serialNumber: string): Promise<string | undefined> {
    const present = await this.certificate();
    return present.serialNumber === serialNumber ? present.pem : this.#former.get(serialNumber);
  }
}

async function makeCertificate({ keys, cache, random, now }: AlipayIdentityOptions): Promise<AlipayCertificate> {
  const pairMade = keys('alipay-certificate');
  const [authority, pair] = await Promise.all([
    openCertificateAuthority({ keys, cache, random, now: now() }),
    pairMade,
  ]);
  return issueCertificate(authority, pair, 'alipay');
}

async function issueCertificate(
  authority: CertificateAuthority,
  pair: RsaKeyPair,
  cacheName?: string,
): Promise<AlipayCertificate> {
  const pem = await authority.issue('Alipay Sandbox', pair.publicKey, cacheName);
  return Object.freeze({
    pair,
    publicKeyPem: publicKeyPem(pair.publicKey),
    pem,
    serialNumber: certificateSerialNumber(pem),
    authority,
  });
}
