import { AlipayClient, type AlipayClientOptions, parseCertificates } from '@lingpai/alipay';
import { type Static, Type } from 'typebox';

const pem = (description: string) => Type.String({ description, minLength: 1, maxLength: 200_000 });

/** The keys and certificates of an application. They are sealed in the database, and never shown. */
export const applicationKeysSchema = Type.Object(
  {
    privateKey: pem("The application's RSA private key: PKCS#1 or PKCS#8, PEM or bare base64"),
    alipayPublicKey: Type.Optional(pem("Key mode: Alipay's public key, as its console shows it")),
    appCertificate: Type.Optional(pem("Certificate mode: the content of the application's certificate file")),
    alipayCertificate: Type.Optional(pem("Certificate mode: the content of Alipay's certificate file")),
    alipayRootCertificate: Type.Optional(
      pem("Certificate mode: the content of the file of Alipay's root certificates"),
    ),
    encryptKey: Type.Optional(pem('The content key, when contents are encrypted')),
  },
  { additionalProperties: false },
);

export type ApplicationKeys = Static<typeof applicationKeysSchema>;

export interface CertificateInfo {
  readonly certificate: 'app' | 'alipay' | 'root';
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** @throws TypeError naming the key or certificate that is wrong, in the hub's words */
export function createClient(
  appId: string,
  keys: ApplicationKeys,
  options: Pick<
    AlipayClientOptions,
    'endpoint' | 'clock' | 'transport' | 'timeout' | 'onWarning' | 'onCertificateExpiring'
  >,
): AlipayClient {
  const { privateKey, alipayPublicKey, encryptKey } = keys;
  try {
    return new AlipayClient({
      ...options,
      appId,
      privateKey,
      alipayPublicKey,
      encryptKey,
      appCertContent: keys.appCertificate,
      alipayPublicCertContent: keys.alipayCertificate,
      alipayRootCertContent: keys.alipayRootCertificate,
    });
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new TypeError(inOurWords(cause.message), { cause });
  }
}

const names: Readonly<Record<string, string>> = {
  appCertContent: 'appCertificate',
  alipayPublicCertContent: 'alipayCertificate',
  alipayRootCertContent: 'alipayRootCertificate',
};

function inOurWords(message: string): string {
  return message.replaceAll(
    /\b(appCertContent|alipayPublicCertContent|alipayRootCertContent)\b/g,
    (name) => names[name] ?? name,
  );
}

const fileNames = { app: 'appCertificate', alipay: 'alipayCertificate', root: 'alipayRootCertificate' } as const;

/** When the certificates expire; empty in key mode. */
export function certificatesOf(keys: ApplicationKeys): CertificateInfo[] {
  const files = [
    ['app', keys.appCertificate],
    ['alipay', keys.alipayCertificate],
    ['root', keys.alipayRootCertificate],
  ] as const;
  return files.flatMap(([certificate, content]) =>
    content === undefined
      ? []
      : parseCertificates(content, fileNames[certificate]).map(({ subject, validTo }) => ({
          certificate,
          subject: subject.split('\n').join(', '),
          expiresAt: Date.parse(validTo),
        })),
  );
}
