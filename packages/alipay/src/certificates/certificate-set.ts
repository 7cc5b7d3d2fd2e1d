import { createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { parseCertificates } from './certificate-bundle.js';
import { chainsTo, isCurrent, validity } from './certificate-chain.js';
import { certificateKey } from './certificate-key.js';
import { certificateSerialNumber, isRsaSigned, rootCertificateSerialNumber } from './serial-number.js';

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
  /** `alipay-sn` that answers are expected to bear. */
  readonly alipayCertSn: string;
  readonly alipayPublicKey: KeyObject;
  readonly roots: readonly X509Certificate[];
  readonly intermediates: readonly X509Certificate[];
  /** The header `alipay-root-cert-sn` of every request. */
  readonly rootCertSn: string;
}

/**
 * Parses and checks the three certificate files of certificate mode.
 *
 * @param now milliseconds since 1970
 * @throws TypeError naming the option when a certificate is missing, swapped with another, out of its validity, does
 * not match the private key or does not chain to the roots
 */
export function loadCertificateSet(
  sources: { readonly app: CertificateSource; readonly alipay: CertificateSource; readonly root: CertificateSource },
  privateKey: KeyObject,
  now: number,
): CertificateSet {
  const [app, ...appIssuers] = parseBundle(sources.app);
  const [alipay, ...alipayIssuers] = parseBundle(sources.alipay);
  const roots = parseBundle(sources.root);
  const alipayPublicKey = certificateKey(alipay, sources.alipay.option);
  checkApp(certificateKey(app, sources.app.option), alipayPublicKey, sources, createPublicKey(privateKey));
  checkRoots(roots, sources.root.option);
  checkLeaf(app, sources.app.option, now);
  checkLeaf(alipay, sources.alipay.option, now);
  const intermediates = [...alipayIssuers, ...appIssuers];
  if (!chainsTo(alipay, roots, intermediates, now)) {
    throw new TypeError(
      `${sources.alipay.option}: the certificate does not chain to a root of ${sources.root.option}; ` +
        'use the files of one download from Alipay, intermediates included',
    );
  }
  return Object.freeze({
    app,
    appCertSn: certificateSerialNumber(app),
    alipay,
    alipayCertSn: certificateSerialNumber(alipay),
    alipayPublicKey,
    roots,
    intermediates,
    rootCertSn: rootCertificateSerialNumber(roots),
  });
}

function parseBundle(source: CertificateSource): [X509Certificate, ...X509Certificate[]] {
  const [first, ...others] = parseCertificates(source.content, source.option);
  if (first === undefined) throw new TypeError(`${source.option}: expected certificates in PEM, found none`);
  return [first, ...others];
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
    throw new TypeError(`${option}: expected Alipay's root certificates, found one that somebody else issued`);
  }
  if (!roots.some(isRsaSigned)) {
    throw new TypeError(`${option}: expected at least one root that is signed with RSA, found none`);
  }
}

function checkLeaf(certificate: X509Certificate, option: string, now: number): void {
  if (certificate.ca) {
    throw new TypeError(`${option}: found the certificate of an authority; the file must begin with the one it issued`);
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
