import 'reflect-metadata';
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  AlipayClient,
  type AlipayClientOptions,
  certificateSerialNumber,
  type Transport,
  type TransportRequest,
} from '@lingpai/alipay';
import { BasicConstraintsExtension, type Extension, X509CertificateGenerator } from '@peculiar/x509';

/** Noon of a day on which every certificate below is valid, in ms. */
export const noon: number = Date.parse('2027-01-01T12:00:00Z');
const day = 24 * 60 * 60 * 1000;

interface Issued {
  readonly pem: string;
  readonly serialNumber: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const nameOf = (commonName: string) => [{ C: ['CN'] }, { O: ['Example'] }, { CN: [commonName] }];
let issued = 0;

/** Issues a certificate for a key of its own; without an issuer it is a root. */
export async function issue(
  name: string,
  issuer?: { readonly name: string; readonly privateKey: KeyObject },
  options: {
    readonly authority?: boolean;
    readonly from?: number;
    readonly to?: number;
    readonly modulus?: number;
    readonly hash?: 'SHA-1' | 'SHA-256';
    /** How many intermediates an authority allows below itself. */
    readonly pathLength?: number;
    /** Its key; a new one by default. */
    readonly key?: KeyObject;
    /** Instead of basic constraints. */
    readonly extensions?: Extension[];
  } = {},
): Promise<Issued> {
  const privateKey = options.key ?? generateKeyPairSync('rsa', { modulusLength: options.modulus ?? 1024 }).privateKey;
  const publicKey = createPublicKey(privateKey);
  const signer = issuer?.privateKey ?? privateKey;
  const pkcs8 = signer.export({ type: 'pkcs8', format: 'der' });
  const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: options.hash ?? 'SHA-256' };
  issued += 1;
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: `0${issued}`.padStart(16, '1'),
      subject: nameOf(name),
      issuer: nameOf(issuer?.name ?? name),
      notBefore: new Date(options.from ?? noon - day),
      notAfter: new Date(options.to ?? noon + 400 * day),
      publicKey: publicKey.export({ type: 'spki', format: 'der' }),
      signingKey: await crypto.subtle.importKey('pkcs8', pkcs8, rsa, false, ['sign']),
      signingAlgorithm: rsa,
      extensions: options.extensions ?? [
        new BasicConstraintsExtension(options.authority ?? issuer === undefined, options.pathLength, true),
      ],
    },
    crypto,
  );
  const pem = `${certificate.toString('pem')}\n`;
  return { pem, serialNumber: certificateSerialNumber(pem), privateKey, publicKey };
}

const root = await issue('root', undefined, { to: noon + 20 * 365 * day });
/** The configured root, which issues intermediates. */
export const rootAuthority = { name: 'root', privateKey: root.privateKey };
const intermediate = await issue('class 2', rootAuthority, { authority: true });
const applicationIntermediate = await issue('class 1', rootAuthority, { authority: true });
/** Issues Alipay's own certificates below the configured root. */
export const authority = { name: 'class 2', privateKey: intermediate.privateKey };
export const authorityPem: string = intermediate.pem;
/** Issues applications' certificates below the same root. */
export const applicationAuthority = { name: 'class 1', privateKey: applicationIntermediate.privateKey };
export const applicationAuthorityPem: string = applicationIntermediate.pem;
export const rootPem: string = root.pem;
export const rootSerialNumber: string = root.serialNumber;
export const app: Issued = await issue('2088102150527498-2021000000000001', applicationAuthority);
export const alipay: Issued = await issue('alipay', authority);

/** A client in certificate mode. */
export function certificateClient(transport: Transport, options: Partial<AlipayClientOptions> = {}): AlipayClient {
  return new AlipayClient({
    appId: '2021000000000001',
    privateKey: app.privateKey,
    appCertContent: app.pem,
    alipayPublicCertContent: alipay.pem + intermediate.pem,
    alipayRootCertContent: root.pem,
    clock: () => noon,
    transport,
    ...options,
  });
}

/** The fields of a form that was sent. */
export function sentForm(request: TransportRequest | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(String(request?.body)));
}
