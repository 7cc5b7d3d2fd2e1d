import { createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { parseCertificates } from './certificate-bundle.js';
import { type ChainFinding, checkChain } from './certificate-chain.js';
import { certificateKey } from './certificate-key.js';
import { issuerName } from './distinguished-name.js';
import { certificateSerialNumber, isRsaSigned, rootCertificateSerialNumber } from './serial-number.js';
import { isCurrent, validity } from './validity.js';

/** One of the three certificate files, as text or bytes, with the name of the option it came from. */
export interface CertificateSource {
  readonly option: string;
  readonly content: string | Uint8Array;
}

/** What certificate mode needs, parsed and checked once. */
export interface CertificateSet {
  readonly app: X509Certificate;
  /** `app_cert_sn` of every request. */
  readonly appCertSn: string;
  readonly alipay: X509Certificate;
  /** The `alipay-sn` that responses bear. */
  readonly alipayCertSn: string;
  readonly alipayPublicKey: KeyObject;
  /** Names of the issuers whose certificates may be Alipay's, the configured certificate's issuer first. */
  readonly alipayIssuers: readonly string[];
  readonly roots: readonly X509Certificate[];
  readonly intermediates: readonly X509Certificate[];
  /** The header `alipay-root-cert-sn` of every request. */
  readonly rootCertSn: string;
}

/** How strict the check of the configured files is, and who receives what it tolerates. */
export interface CertificateSetOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether the configured certificate of Alipay needs a complete chain, as a downloaded one does. */
  readonly strict: boolean;
  /** Names of further issuers of Alipay's certificates. */
  readonly furtherIssuers: readonly string[];
  readonly warn: (message: string) => void;
}

/**
 * Parses and checks the three certificate files of certificate mode.
 *
 * The configured certificate of Alipay is trusted because it was configured: a chain that its file does not bring, or
 * one that RFC 5280 forbids, becomes a warning. A chain that leads elsewhere is refused.
 *
 * @throws TypeError that names the option when a certificate is missing, swapped with another, out of its validity,
 * does not match the private key or chains to other roots
 */
export function loadCertificateSet(
  sources: { readonly app: CertificateSource; readonly alipay: CertificateSource; readonly root: CertificateSource },
  privateKey: KeyObject,
  options: CertificateSetOptions,
): CertificateSet {
  const { now } = options;
  const ownKey = createPublicKey(privateKey);
  const [app, appOthers] = pickLeaf(parseBundle(sources.app), ownKey);
  const [alipay, alipayOthers] = pickLeaf(parseBundle(sources.alipay));
  const roots = parseBundle(sources.root);
  const alipayPublicKey = certificateKey(alipay, sources.alipay.option);
  checkApp(certificateKey(app, sources.app.option), alipayPublicKey, sources, ownKey);
  checkRoots(roots, sources.root.option);
  checkLeaf(app, sources.app.option, now);
  checkLeaf(alipay, sources.alipay.option, now);
  const intermediates = [...alipayOthers, ...appOthers];
  const chain = checkChain(alipay, { roots, intermediates, now });
  acceptChain(chain, { bringsChain: alipayOthers.length > 0, sources, options });
  return Object.freeze({
    app,
    appCertSn: certificateSerialNumber(app),
    alipay,
    alipayCertSn: certificateSerialNumber(alipay),
    alipayPublicKey,
    alipayIssuers: [issuerName(alipay), ...options.furtherIssuers],
    roots,
    intermediates,
    rootCertSn: rootCertificateSerialNumber(roots),
  });
}

function acceptChain(
  chain: ChainFinding,
  context: {
    readonly bringsChain: boolean;
    readonly sources: { readonly alipay: CertificateSource; readonly root: CertificateSource };
    readonly options: CertificateSetOptions;
  },
): void {
  const { bringsChain, sources, options } = context;
  const { option } = sources.alipay;
  if (chain.kind === 'complete') return;
  if (chain.kind === 'none' && (bringsChain || options.strict)) {
    throw new TypeError(
      `${option}: the certificate does not chain to a root of ${sources.root.option}; ` +
        'use the files of one download from Alipay, intermediates included',
    );
  }
  const found =
    chain.kind === 'odd'
      ? `the certificate's chain is not accepted: ${chain.reason}`
      : 'the file holds no intermediate that issued the certificate, so its chain is unchecked';
  if (options.strict) throw new TypeError(`${option}: ${found}`);
  options.warn(`${option}: ${found}; the certificate is trusted because it is configured`);
}

function parseBundle(source: CertificateSource): readonly X509Certificate[] {
  return parseCertificates(source.content, source.option);
}

/**
 * Separates the certificate that a file is about from those that issued it, in any order.
 *
 * @param ownKey the key that the certificate is about, if that is known
 */
function pickLeaf(
  bundle: readonly X509Certificate[],
  ownKey?: KeyObject,
): readonly [leaf: X509Certificate, others: readonly X509Certificate[]] {
  const leaf =
    bundle.find((certificate) => ownKey !== undefined && hasKey(certificate, ownKey)) ??
    bundle.find(
      (candidate) => !candidate.ca && !bundle.some((other) => other !== candidate && isIssuerOf(candidate, other)),
    ) ??
    bundle.find((candidate) => !candidate.ca) ??
    bundle[0];
  // A bundle is never empty: parsing it would have failed.
  return [leaf as X509Certificate, bundle.filter((certificate) => certificate !== leaf)];
}

function isIssuerOf(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.issuer === issuer.subject;
}

function hasKey(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.publicKey.equals(key);
  } catch {
    // OpenSSL cannot read every kind of key (SM2 among them).
    return false;
  }
}

function checkApp(
  appKey: KeyObject,
  alipayKey: KeyObject,
  sources: { readonly app: CertificateSource; readonly alipay: CertificateSource },
  ownKey: KeyObject,
): void {
  const alipayIsOurs = alipayKey.equals(ownKey);
  if (appKey.equals(ownKey)) {
    if (!alipayIsOurs) return;
    throw new TypeError(`${sources.alipay.option}: expected Alipay's certificate, found the application's own`);
  }
  if (alipayIsOurs) {
    throw new TypeError(
      `${sources.app.option}: found Alipay's certificate, and the application's in ${sources.alipay.option}; swap them`,
    );
  }
  throw new TypeError(
    `${sources.app.option}: the certificate does not match privateKey; was one of them renewed alone?`,
  );
}

function checkRoots(roots: readonly X509Certificate[], option: string): void {
  if (!roots.some((root) => root.checkIssued(root))) {
    throw new TypeError(`${option}: expected Alipay's root certificates, found none that issued itself`);
  }
  if (!roots.some(isRsaSigned)) {
    throw new TypeError(`${option}: expected at least one root that is signed with RSA, found none`);
  }
}

function checkLeaf(certificate: X509Certificate, option: string, now: number): void {
  if (certificate.ca) {
    throw new TypeError(`${option}: found only certificates of authorities, without the one that they issued`);
  }
  if (isCurrent(certificate, now)) return;
  const { from, to } = validity(certificate);
  if (Number.isNaN(from) || Number.isNaN(to))
    throw new TypeError(`${option}: the certificate's validity cannot be read`);
  throw new TypeError(
    now > to
      ? `${option}: the certificate expired on ${new Date(to).toISOString()}`
      : `${option}: the certificate is not valid before ${new Date(from).toISOString()}; is this machine's clock right?`,
  );
}
