import type { KeyObject } from 'node:crypto';
import type { AlipayKeyRing } from '../certificates/alipay-key-ring.js';
import type { CertificateSet } from '../certificates/certificate-set.js';
import type { ExpiryWatch } from '../certificates/expiry-watch.js';
import type { ContentCipher } from '../encryption/content-cipher.js';
import type { RequestHooks } from '../observation/request-observer.js';
import type { Sleep } from '../retry/sleep.js';
import type { Transport } from '../transport/transport.js';
import type { BigIntegers } from './read-json.js';

/** A client's options, checked and parsed once. */
export interface Configuration {
  readonly appId: string;
  readonly privateKey: KeyObject;
  /** Certificate mode only. */
  readonly certificates: CertificateSet | undefined;
  /** Alipay's keys by serial number, those that it rotated to included. */
  readonly alipayKeys: AlipayKeyRing;
  /** Certificate mode with `onCertificateExpiring` only. */
  readonly expiryWatch: ExpiryWatch | undefined;
  /** Whether calls are checked before they are sent. */
  readonly checks: boolean;
  readonly cipher: ContentCipher | undefined;
  /** What becomes of integers beyond 2^53; by the member's name when undefined. */
  readonly bigints: BigIntegers | undefined;
  /** Scheme and host, without a slash at the end. */
  readonly endpoint: string;
  readonly timeout: number;
  readonly maxResponseBytes: number;
  readonly clock: () => number;
  readonly nonce: () => string;
  readonly extraAuthInfo: Readonly<Record<string, string>> | undefined;
  readonly maxRetries: number;
  readonly random: () => number;
  readonly sleep: Sleep;
  readonly hooks: RequestHooks;
  readonly sendSdkVersion: boolean;
  readonly transport: Transport;
}
