import type { KeyObject } from 'node:crypto';
import type { ContentCipher } from '@lingpai/alipay';
import type { ApplicationAddresses } from './application-addresses.js';

export type ApplicationMode = 'key' | 'certificate';

/** What the gateway checks of an application's certificate. */
export interface ApplicationCertificate {
  readonly serialNumber: string;
  /** The expected header `alipay-root-cert-sn`. */
  readonly rootSerialNumber: string;
  /** Milliseconds since 1970. */
  readonly notAfter: number;
}

/** A third-party application as the gateway knows it. */
export interface Application extends ApplicationAddresses {
  /** What merchants who consent from now on permit; `undefined`: every method. */
  readonly methods: readonly string[] | undefined;
  readonly appId: string;
  readonly mode: ApplicationMode;
  /** Whether it belongs to a service provider and can redeem codes. */
  readonly isv: boolean;
  readonly publicKey: KeyObject;
  readonly certificate: ApplicationCertificate | undefined;
  readonly cipher: ContentCipher | undefined;
  readonly credentials: ApplicationCredentials;
}

/** What the owner of an application needs to call the gateway. Keys and certificates are PEM. */
export interface ApplicationCredentials {
  readonly appId: string;
  readonly mode: ApplicationMode;
  /** PKCS#1. Absent when the caller kept its own. */
  readonly privateKey?: string;
  /** SPKI; in certificate mode the key of `alipayCert`. */
  readonly alipayPublicKey: string;
  /** Base64 of 16 bytes; applications with content encryption only. */
  readonly encryptKey?: string;
  /** The application's certificate, without its intermediate; certificate mode only, like the two below. */
  readonly appCert?: string;
  /** Alipay's certificate and its intermediate. */
  readonly alipayCert?: string;
  /** Several roots with blank lines in between. */
  readonly alipayRootCert?: string;
}

/** What `createApplication` and `POST /sandbox/applications` take. */
export interface NewApplication {
  readonly mode: ApplicationMode;
  /** With content encryption. Default `false`. */
  readonly encrypted?: boolean;
  /** The application's own public key, SPKI PEM or bare base64; then only the caller has the private key. */
  readonly publicKey?: string;
  /** `false`: not a service provider's, so redeeming fails with `APP_NOT_ISV`. Default `true`. */
  readonly isv?: boolean;
  /**
   * Where consent pages may send the browser, exactly as consent links name it. Default: `http://127.0.0.1` and
   * `http://localhost`, which admit every port and path on those hosts.
   */
  readonly redirectUris?: readonly string[];
  /** Where notifications are posted. Default: none are delivered. */
  readonly notifyUrl?: string;
}
