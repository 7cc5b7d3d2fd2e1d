import { createPublicKey, type KeyObject, randomUUID, type X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AlipayKeyRing } from '../certificates/alipay-key-ring.js';
import { type CertificateSet, type CertificateSource, loadCertificateSet } from '../certificates/certificate-set.js';
import { ExpiryWatch } from '../certificates/expiry-watch.js';
import { type ContentCipher, createContentCipher } from '../encryption/content-cipher.js';
import { downloadCertificate } from '../gateway-v2/download-certificate.js';
import { parsePrivateKey, parsePublicKey } from '../keys/rsa-key.js';
import { callHook } from '../observation/hook.js';
import type { RequestHooks } from '../observation/request-observer.js';
import { type Sleep, sleep } from '../retry/sleep.js';
import { nodeTransport } from '../transport/node-transport.js';
import type { Transport } from '../transport/transport.js';
import { withDeadline } from '../transport/with-deadline.js';
import type { AlipayClientOptions } from './client-options.js';

/** A client's options, checked and parsed once. */
export interface Configuration {
  readonly appId: string;
  readonly privateKey: KeyObject;
  /** Certificate mode only. */
  readonly certificates: CertificateSet | undefined;
  /** Every key of Alipay that is trusted, those that it rotated to included. */
  readonly alipayKeys: AlipayKeyRing;
  /** Certificate mode with `onCertificateExpiring` only. */
  readonly expiryWatch: ExpiryWatch | undefined;
  readonly cipher: ContentCipher | undefined;
  /** Scheme and host, without a slash at the end. */
  readonly endpoint: string;
  readonly timeout: number;
  readonly maxResponseBytes: number;
  readonly clock: () => number;
  readonly nonce: () => string;
  readonly maxRetries: number;
  readonly random: () => number;
  readonly sleep: Sleep;
  readonly hooks: RequestHooks;
  readonly transport: Transport;
}

const defaults = {
  endpoint: 'https://openapi.alipay.com',
  timeout: 15_000,
  maxResponseBytes: 32 * 1024 * 1024,
  maxRetries: 2,
} as const;

/** The largest delay that a timer of Node takes, in milliseconds. */
const maxTimeout = 2 ** 31 - 1;

const optionNames: Record<keyof AlipayClientOptions, true> = {
  appId: true,
  privateKey: true,
  alipayPublicKey: true,
  appCertPath: true,
  appCertContent: true,
  alipayPublicCertPath: true,
  alipayPublicCertContent: true,
  alipayRootCertPath: true,
  alipayRootCertContent: true,
  encryptKey: true,
  endpoint: true,
  timeout: true,
  maxResponseBytes: true,
  clock: true,
  nonce: true,
  maxRetries: true,
  random: true,
  sleep: true,
  onRequest: true,
  onResponse: true,
  onCertificateExpiring: true,
  agent: true,
  transport: true,
};

const certificateOptions = [
  'appCertPath',
  'appCertContent',
  'alipayPublicCertPath',
  'alipayPublicCertContent',
  'alipayRootCertPath',
  'alipayRootCertContent',
] as const satisfies (keyof AlipayClientOptions)[];

/**
 * Checks a client's options and parses its keys and certificates.
 *
 * @throws TypeError naming the option, what was found there and what belongs there
 */
export function resolveConfiguration(options: AlipayClientOptions): Configuration {
  checkOptionNames(options);
  const clock = checkFunction(options.clock, 'clock') ?? Date.now;
  const privateKey = parsePrivateKey(options.privateKey);
  const trust = resolveTrust(options, privateKey, clock());
  const configuration: Configuration = Object.freeze({
    appId: checkAppId(options.appId),
    privateKey,
    certificates: trust.certificates,
    alipayKeys: new AlipayKeyRing({
      publicKey: trust.alipayPublicKey,
      serialNumber: trust.certificates?.alipayCertSn,
      clock,
      load: (serialNumber) => loadRotated(configuration, serialNumber),
    }),
    expiryWatch: resolveExpiryWatch(options, trust.certificates),
    cipher: options.encryptKey === undefined ? undefined : createContentCipher(options.encryptKey),
    endpoint: checkEndpoint(options.endpoint ?? defaults.endpoint),
    timeout: checkTimeout(options.timeout ?? defaults.timeout),
    maxResponseBytes: checkPositive(options.maxResponseBytes ?? defaults.maxResponseBytes, 'maxResponseBytes'),
    clock,
    nonce: checkFunction(options.nonce, 'nonce') ?? randomUUID,
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

async function loadRotated(configuration: Configuration, serialNumber: string): Promise<X509Certificate> {
  const certificate = await downloadCertificate(configuration, serialNumber);
  configuration.expiryWatch?.add(certificate);
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

/** @throws TypeError when the option is no number of milliseconds that a timer takes */
export function checkTimeout(timeout: number, option = 'timeout'): number {
  checkPositive(timeout, option);
  if (timeout > maxTimeout) throw new TypeError(`${option}: expected at most ${maxTimeout} ms, found ${timeout}`);
  return timeout;
}

/** @throws TypeError when `maxRetries` is no number of times */
export function checkMaxRetries(maxRetries: number): number {
  if (Number.isSafeInteger(maxRetries) && maxRetries >= 0) return maxRetries;
  throw new TypeError(`maxRetries: expected 0 or a positive integer, found ${describe(maxRetries)}`);
}

function resolveTransport({ transport, agent }: AlipayClientOptions): Transport {
  checkFunction(transport, 'transport');
  if (transport === undefined) return nodeTransport({ agent });
  if (agent !== undefined) throw new TypeError('agent: found together with transport; give the agent to the transport');
  return withDeadline(transport);
}

function resolveTrust(
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
  const certificates = loadCertificateSet({ app, alipay, root }, privateKey, now);
  return { alipayPublicKey: certificates.alipayPublicKey, certificates };
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
      throw new TypeError(`${contentOption}: expected PEM text, found ${describe(content)}`);
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

function checkOptionNames(options: AlipayClientOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`options: expected an object, found ${describe(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(optionNames, name)) throw new TypeError(`${name}: there is no such option`);
  }
}

function checkAppId(appId: unknown): string {
  if (typeof appId === 'string' && /^[0-9A-Za-z_-]{1,64}$/.test(appId)) return appId;
  throw new TypeError(`appId: expected the application's id, such as "2021000000000001", found ${describe(appId)}`);
}

function checkEndpoint(endpoint: string): string {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isOrigin = url?.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (url === undefined || !isOrigin || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('endpoint: expected scheme and host only, such as "https://openapi.alipay.com"');
  }
  return url.origin;
}

function checkPositive(value: number, option: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new TypeError(`${option}: expected a positive number, found ${describe(value)}`);
}

function checkFunction<F extends (...parameters: never[]) => unknown>(
  value: F | undefined,
  option: string,
): F | undefined {
  if (value === undefined || typeof value === 'function') return value;
  throw new TypeError(`${option}: expected a function, found ${describe(value)}`);
}

/** Says what a wrong value is without showing text, which may be a secret in the wrong place. */
function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'other text';
  return value === undefined ? 'nothing' : `a value of type ${typeof value}`;
}
