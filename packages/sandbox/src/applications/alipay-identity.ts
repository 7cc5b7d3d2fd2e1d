import { certificateSerialNumber } from '@lingpai/alipay';
import { type CertificateAuthority, openCertificateAuthority } from '../certificates/certificate-authority.js';
import type { KeySource } from '../keys/key-source.js';
import type { TextCache } from '../keys/private-folder.js';
import { publicKeyPem, type RsaKeyPair } from '../keys/rsa-key-pair.js';
import type { RandomSource } from '../settings/random-source.js';

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
}

async function makeCertificate({ keys, cache, random, now }: AlipayIdentityOptions): Promise<AlipayCertificate> {
  const pairMade = keys('alipay-certificate');
  const [authority, pair] = await Promise.all([
    openCertificateAuthority({ keys, cache, random, now: now() }),
    pairMade,
  ]);
  const pem = await authority.issue('Alipay Sandbox', pair.publicKey, 'alipay');
  return Object.freeze({
    pair,
    publicKeyPem: publicKeyPem(pair.publicKey),
    pem,
    serialNumber: certificateSerialNumber(pem),
    authority,
  });
}
