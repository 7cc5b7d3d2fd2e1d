import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type CertificateSet, type CertificateSource, loadCertificateSet } from '../certificates/certificate-set.js';
import { parsePublicKey } from '../keys/rsa-key.js';
import { reportWarning } from '../observation/client-warning.js';
import type { AlipayClientOptions } from './client-options.js';
import { checkBoolean, describe } from './option-checks.js';

const certificateOptions = [
  'appCertPath',
  'appCertContent',
  'alipayPublicCertPath',
  'alipayPublicCertContent',
  'alipayRootCertPath',
  'alipayRootCertContent',
  'alipayCertificateIssuers',
  'strictCertificates',
] as const satisfies (keyof AlipayClientOptions)[];

/**
 * Resolves what responses are trusted by: Alipay's public key, or the certificates.
 *
 * @param now milliseconds since 1970
 * @throws TypeError that names the option that is missing, wrong or one too many
 */
export function configuredTrust(
  options: AlipayClientOptions,
  privateKey: KeyObject,
  now: number,
): { readonly alipayPublicKey: KeyObject; readonly certificates: CertificateSet | undefined } {
  if (options.alipayPublicKey !== undefined) {
    const certificate = certificateOptions.find((option) => options[option] !== undefined);
    if (certificate !== undefined) {
      throw new TypeError(`alipayPublicKey: found together with ${certificate}; give the key or the certificates`);
    }
    return { alipayPublicKey: parseAlipayPublicKey(options.alipayPublicKey, privateKey), certificates: undefined };
  }
  const app = certificateSource(options, 'appCertPath', 'appCertContent');
  const alipay = certificateSource(options, 'alipayPublicCertPath', 'alipayPublicCertContent');
  const root = certificateSource(options, 'alipayRootCertPath', 'alipayRootCertContent');
  if (app === undefined && alipay === undefined && root === undefined) {
    throw new TypeError(
      "alipayPublicKey: expected Alipay's public key (key mode) or the three certificates, found neither",
    );
  }
  if (app === undefined) throw missingCertificate('appCert');
  if (alipay === undefined) throw missingCertificate('alipayPublicCert');
  if (root === undefined) throw missingCertificate('alipayRootCert');
  const certificates = loadCertificateSet({ app, alipay, root }, privateKey, {
    now,
    strict: checkBoolean(options.strictCertificates, 'strictCertificates') ?? false,
    furtherIssuers: checkIssuers(options.alipayCertificateIssuers),
    warn: (message) => reportWarning(options.onWarning, { code: 'certificate-chain', message }),
  });
  return { alipayPublicKey: certificates.alipayPublicKey, certificates };
}

function checkIssuers(issuers: unknown = []): readonly string[] {
  if (Array.isArray(issuers) && issuers.every((name) => typeof name === 'string' && name.includes('CN='))) {
    return [...issuers];
  }
  throw new TypeError(
    'alipayCertificateIssuers: expected a list of names, such as "CN=Example Class 2 R1,O=Example,C=CN"',
  );
}

function parseAlipayPublicKey(
  input: NonNullable<AlipayClientOptions['alipayPublicKey']>,
  privateKey: KeyObject,
): KeyObject {
  const key = parsePublicKey(input);
  if (key.equals(createPublicKey(privateKey))) {
    throw new TypeError(
      "alipayPublicKey: expected Alipay's public key, found the application's own (it belongs to privateKey); " +
        "Alipay's console shows both, the right one is called 支付宝公钥",
    );
  }
  return key;
}

function certificateSource(
  options: AlipayClientOptions,
  pathOption: 'appCertPath' | 'alipayPublicCertPath' | 'alipayRootCertPath',
  contentOption: 'appCertContent' | 'alipayPublicCertContent' | 'alipayRootCertContent',
): CertificateSource | undefined {
  const path = options[pathOption];
  const content = options[contentOption];
  if (path !== undefined && content !== undefined) {
    throw new TypeError(`${pathOption}: found together with ${contentOption}; give one of them`);
  }
  if (content !== undefined) {
    if (typeof content !== 'string' && !(content instanceof Uint8Array)) {
      throw new TypeError(`${contentOption}: expected the content of a certificate file, found ${describe(content)}`);
    }
    return { option: contentOption, content };
  }
  if (path === undefined) return undefined;
  if (typeof path !== 'string') throw new TypeError(`${pathOption}: expected a path, found ${describe(path)}`);
  try {
    return { option: pathOption, content: readFileSync(path) };
  } catch (cause) {
    throw new TypeError(`${pathOption}: the file cannot be read`, { cause });
  }
}

function missingCertificate(stem: string): TypeError {
  return new TypeError(`${stem}Path: certificate mode needs ${stem}Path or ${stem}Content, found neither`);
}
