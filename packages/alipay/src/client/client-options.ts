import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { ExpiringCertificate } from '../certificates/expiry-watch.js';
import type { KeyInput } from '../keys/rsa-key.js';
import type { ClientWarning } from '../observation/client-warning.js';
import type { Hook } from '../observation/hook.js';
import type { RequestAttempt, RequestOutcome } from '../observation/request-events.js';
import type { Sleep } from '../retry/sleep.js';
import type { Transport } from '../transport/transport.js';
import type { BigIntegers } from './read-json.js';

/**
 * Options of an `AlipayClient`. Give `alipayPublicKey` for key mode, or the three certificates for certificate mode,
 * each as a path or as its content.
 */
export interface AlipayClientOptions {
  /** The application's id at Alipay. */
  readonly appId: string;
  /** The application's RSA private key: PKCS#1 or PKCS#8; PEM, DER, bare base64 or a `KeyObject`. */
  readonly privateKey: KeyInput;
  /** Key mode: Alipay's public key, as Alipay's console shows it; not the application's own. */
  readonly alipayPublicKey?: KeyInput | undefined;
  /** Certificate mode: path of the application's certificate (`appCertPublicKey_….crt`). */
  readonly appCertPath?: string | undefined;
  /** Certificate mode: content of the application's certificate file: PEM, DER or bare base64. */
  readonly appCertContent?: string | Uint8Array | undefined;
  /** Certificate mode: path of Alipay's certificate (`alipayCertPublicKey_RSA2.crt`). */
  readonly alipayPublicCertPath?: string | undefined;
  /** Certificate mode: content of Alipay's certificate file, with or without its intermediates, in any order. */
  readonly alipayPublicCertContent?: string | Uint8Array | undefined;
  /** Certificate mode: path of Alipay's root certificates (`alipayRootCert.crt`). */
  readonly alipayRootCertPath?: string | undefined;
  /** Certificate mode: content of the file of Alipay's root certificates. */
  readonly alipayRootCertContent?: string | Uint8Array | undefined;
  /**
   * Certificate mode: names of further issuers whose certificates are Alipay's, such as
   * `CN=…,OU=…,O=…,C=CN`; the issuer of the configured certificate always is one. For the day that Alipay changes its
   * intermediate: the error that refuses the new certificate shows the name.
   */
  readonly alipayCertificateIssuers?: readonly string[] | undefined;
  /**
   * Certificate mode: refuse a configured certificate of Alipay whose chain is missing or not accepted; `false` by
   * default: such a certificate is trusted because it is configured, and `onWarning` says so.
   */
  readonly strictCertificates?: boolean | undefined;
  /**
   * Check a catalogued call before it is sent: requirements, formats, ranges and the names of its fields, as far as Alipay's
   * document and descriptions say so. A wrong call is an `AlipayParameterError` that names every wrong field, and nothing is
   * sent. The first checked call loads what the checks know, some 300 KB. `false` by default.
   */
  readonly checks?: boolean | undefined;
  /** The application's content key, base64 of 16, 24 or 32 bytes. When given, contents are encrypted both ways. */
  readonly encryptKey?: string | undefined;
  /**
   * What becomes of integers beyond 2^53 in responses: `string`, their digits as text; `error`, an `AlipayContentError`. By
   * default, text in members that identify something (`id`, `…_id`), whose types say so, and an error elsewhere.
   */
  readonly bigints?: BigIntegers | undefined;
  /** Scheme and host of the gateway; `https://openapi.alipay.com` by default. */
  readonly endpoint?: string | undefined;
  /**
   * Milliseconds for one attempt, the download of a certificate of Alipay included; 15,000 by default. Waiting for a
   * token from a function has as long again.
   */
  readonly timeout?: number | undefined;
  /** Bytes that the body of a response may have; 32 MiB by default. */
  readonly maxResponseBytes?: number | undefined;
  /** How many further attempts may follow the first, where a call may be made again; 2 by default. */
  readonly maxRetries?: number | undefined;
  /** Whether to name this client in the header `alipay-sdk-version`, as Alipay's SDKs do; `true` by default. */
  readonly sendSdkVersion?: boolean | undefined;
  /** Now, in milliseconds since 1970; `Date.now` by default. Alipay refuses requests that are minutes off. */
  readonly clock?: (() => number) | undefined;
  /** Returns a text that was never used before, for every attempt: visible ASCII without a comma. A UUID by default. */
  readonly nonce?: (() => string) | undefined;
  /** Further members of the authorization string of v3 requests, by their names; signed like the others. */
  readonly extraAuthInfo?: Readonly<Record<string, string>> | undefined;
  /** A number from 0 to 1, which spreads the waits between attempts; `Math.random` by default. */
  readonly random?: (() => number) | undefined;
  /** Waits between attempts; a timer by default. */
  readonly sleep?: Sleep | undefined;
  /** Called with every attempt that is about to be sent. What it throws becomes a warning of the process. */
  readonly onRequest?: Hook<RequestAttempt> | undefined;
  /** Called with the outcome of every attempt, whether or not there was a response. */
  readonly onResponse?: Hook<RequestOutcome> | undefined;
  /** Certificate mode: called as calls are made, from 30 days before a certificate expires, at most once a day for each. */
  readonly onCertificateExpiring?: Hook<ExpiringCertificate> | undefined;
  /** Called with what works today and needs attention. Without it, the process shows a warning. */
  readonly onWarning?: Hook<ClientWarning> | undefined;
  /** Makes the connections of the default transport, through a proxy for instance; a keep-alive agent by default. */
  readonly agent?: HttpAgent | HttpsAgent | undefined;
  /** Carries the requests; `node:https` with keep-alive by default. */
  readonly transport?: Transport | undefined;
}
