import { certificateSerialNumber } from '@lingpai/alipay';
import { type CertificateAuthority, openCertificateAuthority } from '../certificates/certificate-authority.js';
import type { KeySource } from '../keys/key-source.js';
import type { TextCache } from '../keys/private-folder.js';
import { generateRsaKeyPair, publicKeyPem, type RsaKeyPair } from '../keys/rsa-key-pair.js';
import type { RandomSource } from '../settings/random-source.js';

/** A new certificate of Alipay. */
export interface RotatedCertificate {
  /** The header `alipay-sn` from now on. */
  readonly serialNumber: string;
  /** The certificate and its intermediate, PEM. */
  readonly alipayCert: string;
}

/** The account of the service provider, who owns every application of the sandbox. */
export const ownAccount = '2088000000000000';

/** The common name of an application's certificate. */
export const applicationName = (account: string, appId: string): string => `${account}-${appId}`;

/** What a response in certificate mode is signed with. */
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

/** The keys that Alipay signs with: one for key mode, one with a certificate. */
export class AlipayIdentity {
  readonly pair: RsaKeyPair;
  readonly publicKeyPem: string;
  readonly #options: AlipayIdentityOptions;
  #certificate: Promise<AlipayCertificate> | undefined;
  #stranger: Promise<AlipayCertificate> | undefined;
  /** Earlier certificates, PEM by serial number. */
  readonly #former = new Map<string, string>();

  private constructor(pair: RsaKeyPair, options: AlipayIdentityOptions) {
    this.pair = pair;
    this.publicKeyPem = publicKeyPem(pair.publicKey);
    this.#options = options;
  }

  static async create(options: AlipayIdentityOptions): Promise<AlipayIdentity> {
    return new AlipayIdentity(await options.keys('alipay'), options);
  }

  /** Created for the first application in certificate mode. */
  certificate(): Promise<AlipayCertificate> {
    this.#certificate ??= makeCertificate(this.#options);
    return this.#certificate;
  }

  /**
   * The certificate of another merchant's application, which the same root issued. It is not Alipay's, although a
   * download returns it: clients must not trust what it signs.
   */
  stranger(): Promise<AlipayCertificate> {
    this.#stranger ??= this.#makeStranger();
    return this.#stranger;
  }

  /** Replaces key and certificate by others of the same authority. */
  async rotateCertificate(): Promise<RotatedCertificate> {
    const { authority } = await this.certificate();
    const next = await issueCertificate(authority, await generateRsaKeyPair());
    const former = await this.certificate();
    this.#former.set(former.serialNumber, former.pem);
    this.#certificate = Promise.resolve(next);
    return { serialNumber: next.serialNumber, alipayCert: next.pem };
  }

  /** The current certificate, an earlier one, or the stranger's once something was signed with it; PEM. */
  async findCertificate(serialNumber: string): Promise<string | undefined> {
    const candidates = await Promise.all([this.certificate(), this.#stranger]);
    const found = candidates.find((candidate) => candidate?.serialNumber === serialNumber);
    return found?.pem ?? this.#former.get(serialNumber);
  }

  async #makeStranger(): Promise<AlipayCertificate> {
    const [{ authority }, pair] = await Promise.all([this.certificate(), this.#options.keys('stranger')]);
    const { chain } = await authority.issue(
      'application',
      applicationName(strangerAccount, strangerAppId),
      pair.publicKey,
    );
    return signingCertificate(authority, pair, chain);
  }
}

const strangerAccount = '2088999999999999';
const strangerAppId = '2021999999999999';

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
  const { chain } = await authority.issue('alipay', alipayName, pair.publicKey, cacheName);
  return signingCertificate(authority, pair, chain);
}

/** As at Alipay: the name of a company and its account. */
const alipayName = '支付宝沙箱-2088000000000001';

function signingCertificate(authority: CertificateAuthority, pair: RsaKeyPair, pem: string): AlipayCertificate {
  return Object.freeze({
    pair,
    publicKeyPem: publicKeyPem(pair.publicKey),
    pem,
    serialNumber: certificateSerialNumber(pem),
    authority,
  });
}
