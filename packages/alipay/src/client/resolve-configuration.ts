import { randomUUID, type X509Certificate } from 'node:crypto';
import { AlipayKeyRing } from '../certificates/alipay-key-ring.js';
import type { CertificateSet } from '../certificates/certificate-set.js';
import { ExpiryWatch } from '../certificates/expiry-watch.js';
import { createContentCipher } from '../encryption/content-cipher.js';
import { downloadCertificate } from '../gateway-v2/download-certificate.js';
import { parsePrivateKey } from '../keys/rsa-key.js';
import { reportWarning } from '../observation/client-warning.js';
import { callHook } from '../observation/hook.js';
import { sleep } from '../retry/sleep.js';
import { checkExtraAuthInfo } from '../signing/signed-text.js';
import { nodeTransport } from '../transport/node-transport.js';
import type { Transport } from '../transport/transport.js';
import { withDeadline } from '../transport/with-deadline.js';
import type { AlipayClientOptions } from './client-options.js';
import type { Configuration } from './configuration.js';
import { configuredTrust } from './configured-trust.js';
import {
  checkAppId,
  checkBoolean,
  checkEndpoint,
  checkFunction,
  checkMaxRetries,
  checkPositive,
  checkTimeout,
} from './option-checks.js';
import { checkOptionNames, type OptionNames } from './option-names.js';
import type { BigIntegers } from './read-json.js';

const defaults = {
  endpoint: 'https://openapi.alipay.com',
  timeout: 15_000,
  maxResponseBytes: 32 * 1024 * 1024,
  maxRetries: 2,
} as const;

const optionNames: OptionNames<AlipayClientOptions> = {
  appId: true,
  privateKey: true,
  alipayPublicKey: true,
  appCertPath: true,
  appCertContent: true,
  alipayPublicCertPath: true,
  alipayPublicCertContent: true,
  alipayRootCertPath: true,
  alipayRootCertContent: true,
  alipayCertificateIssuers: true,
  strictCertificates: true,
  checks: true,
  encryptKey: true,
  bigints: true,
  endpoint: true,
  timeout: true,
  maxResponseBytes: true,
  sendSdkVersion: true,
  clock: true,
  nonce: true,
  extraAuthInfo: true,
  maxRetries: true,
  random: true,
  sleep: true,
  onRequest: true,
  onResponse: true,
  onCertificateExpiring: true,
  onWarning: true,
  agent: true,
  transport: true,
};

/**
 * Checks a client's options and parses its keys and certificates.
 *
 * @throws TypeError naming the option, what was found there and what belongs there
 */
export function resolveConfiguration(options: AlipayClientOptions): Configuration {
  checkOptionNames(options, optionNames);
  const clock = checkFunction(options.clock, 'clock') ?? Date.now;
  const onWarning = checkFunction(options.onWarning, 'onWarning');
  const privateKey = parsePrivateKey(options.privateKey);
  const trust = configuredTrust(options, privateKey, clock());
  const timeout = checkTimeout(options.timeout ?? defaults.timeout);
  const configuration: Configuration = Object.freeze({
    appId: checkAppId(options.appId),
    privateKey,
    certificates: trust.certificates,
    alipayKeys: new AlipayKeyRing({
      publicKey: trust.alipayPublicKey,
      serialNumber: trust.certificates?.alipayCertSn,
      clock,
      timeout,
      load: (serialNumber) => loadRotated(configuration, serialNumber, onWarning),
    }),
    expiryWatch: resolveExpiryWatch(options, trust.certificates),
    checks: checkBoolean(options.checks, 'checks') ?? false,
    cipher: options.encryptKey === undefined ? undefined : createContentCipher(options.encryptKey),
    bigints: checkBigIntegers(options.bigints),
    endpoint: checkEndpoint(options.endpoint ?? defaults.endpoint),
    timeout,
    maxResponseBytes: checkPositive(options.maxResponseBytes ?? defaults.maxResponseBytes, 'maxResponseBytes'),
    sendSdkVersion: checkBoolean(options.sendSdkVersion, 'sendSdkVersion') ?? true,
    clock,
    nonce: checkFunction(options.nonce, 'nonce') ?? randomUUID,
    extraAuthInfo: options.extraAuthInfo === undefined ? undefined : checkExtraAuthInfo(options.extraAuthInfo),
    maxRetries: checkMaxRetries(options.maxRetries ?? defaults.maxRetries),
    random: checkFunction(options.random, 'random') ?? Math.random,
    sleep: checkFunction(options.sleep, 'sleep') ?? sleep,
    hooks: {
      onRequest: checkFunction(options.onRequest, 'onRequest'),
      onResponse: checkFunction(options.onResponse, 'onResponse'),
    },
    transport: resolveTransport(options),
  });
  configuration.expiryWatch?.check(clock());
  return configuration;
}

function checkBigIntegers(bigints: BigIntegers | undefined): BigIntegers | undefined {
  if (bigints === undefined || bigints === 'string' || bigints === 'error') return bigints;
  throw new TypeError("bigints: expected 'string' or 'error'");
}

async function loadRotated(
  configuration: Configuration,
  serialNumber: string,
  onWarning: AlipayClientOptions['onWarning'],
): Promise<X509Certificate> {
  const certificate = await downloadCertificate(configuration, serialNumber);
  configuration.expiryWatch?.add(certificate);
  const message =
    `Alipay signs with the certificate "${serialNumber}", which is not the configured one; replace the configured ` +
    'file, because notifications that name no certificate are verified with that one alone';
  reportWarning(onWarning, { code: 'certificate-rotated', message });
  return certificate;
}

function resolveExpiryWatch(
  options: AlipayClientOptions,
  certificates: CertificateSet | undefined,
): ExpiryWatch | undefined {
  const hook = checkFunction(options.onCertificateExpiring, 'onCertificateExpiring');
  if (hook === undefined || certificates === undefined) return undefined;
  return new ExpiryWatch(certificates, (expiring) => callHook('onCertificateExpiring', hook, expiring));
}

function resolveTransport({ transport, agent }: AlipayClientOptions): Transport {
  checkFunction(transport, 'transport');
  if (transport === undefined) return nodeTransport({ agent });
  if (agent !== undefined) throw new TypeError('agent: found together with transport; give the agent to the transport');
  return withDeadline(transport);
}
