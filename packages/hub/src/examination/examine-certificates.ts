import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CertificateInfo } from '../applications/application-keys.js';
import type { HubSettings } from '../config/settings-schema.js';
import { type Finding, finding } from './finding.js';

const day = 86_400_000;
/** Days before a certificate expires, from which on it is a warning. */
const early = 30;

/** The certificate with which the hub itself serves TLS, if it does. The file was read before. */
export function examineTlsCertificate({ tls: { certificateFile } }: HubSettings, now: number): Finding[] {
  if (certificateFile === undefined) return [];
  const { validTo } = new X509Certificate(readFileSync(certificateFile));
  return [verdict('tls-certificate', Date.parse(validTo), now, { file: certificateFile })];
}

/** Alipay's root file holds several, of which some expired long ago: only the chain in use has to be valid. */
export function examineCertificates(appId: string, certificates: readonly CertificateInfo[], now: number): Finding[] {
  return certificates
    .filter(({ certificate }) => certificate !== 'root')
    .map(({ certificate, subject, expiresAt }) =>
      verdict('certificate', expiresAt, now, { appId, certificate, subject }),
    );
}

function verdict(
  kind: 'certificate' | 'tls-certificate',
  expiresAt: number,
  now: number,
  details: Finding['details'],
): Finding {
  const more = { ...details, expiresAt, days: Math.floor((expiresAt - now) / day) };
  if (expiresAt <= now) return finding(`${kind}-expired`, more);
  return finding(expiresAt - now < early * day ? `${kind}-expires` : `${kind}-valid`, more);
}
