import { type KeyObject, webcrypto } from 'node:crypto';

/** A name as Alipay's certificates carry it: country CN, the organisation, a unit, the common name. */
export interface CertificateName {
  readonly commonName: string;
  readonly unit: string;
  readonly organisation: string;
}

export interface CertificateRequest {
  readonly subject: CertificateName;
  readonly issuer: CertificateName;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  /** Hexadecimal, positive. */
  readonly serialNumber: string;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly authority: boolean;
}

/** Names go from the general to the particular, so that read backwards they begin with the common name. */
function distinguishedName({ commonName, unit, organisation }: CertificateName) {
  return [{ C: ['CN'] }, { O: [organisation] }, { OU: [unit] }, { CN: [commonName] }];
}

const algorithms = {
  rsa: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
} as const;

/** The library takes long to load, so key mode does without it. */
async function loadX509() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

/** Signs a certificate; PEM. The kind of `signingKey` (RSA or P-256) is that of the signature. */
export async function issueCertificate(request: CertificateRequest): Promise<string> {
  const x509 = await loadX509();
  const algorithm = request.signingKey.asymmetricKeyType === 'ec' ? algorithms.ec : algorithms.rsa;
  const pkcs8 = request.signingKey.export({ type: 'pkcs8', format: 'der' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  const usages = request.authority
    ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign
    : x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation;
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: request.serialNumber,
      subject: distinguishedName(request.subject),
      issuer: distinguishedName(request.issuer),
      notBefore: new Date(request.notBefore),
      notAfter: new Date(request.notAfter),
      publicKey: request.publicKey.export({ type: 'spki', format: 'der' }),
      signingKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(request.authority, undefined, true),
        new x509.KeyUsagesExtension(usages, true),
      ],
    },
    webcrypto,
  );
  return `${certificate.toString('pem')}\n`;
}
