import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { ExpiringCertificate } from '../certificates/expiry-watch.js';
import type { KeyInput } from '../keys/rsa-key.js';
import type { Hook } from '../observation/hook.js';
import type { RequestAttempt, RequestOutcome } from '../observation/request-events.js';
import type { Sleep } from '../retry/sleep.js';
import type { Transport } from '../transport/transport.js';

/**
 * What an `AlipayClient` is made with. Give `alipayPublicKey` for key mode, or the three certificates for certificate
 * mode; each certificate as a path, or as its content.
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
  /** Certificate mode: PEM of the application's certificate. */
  readonly appCertContent?: string | Uint8Array | undefined;
  /** Certificate mode: path of Alipay's certificate (`alipayCertPublicKey_RSA2.crt`). */
  readonly alipayPublicCertPath?: string | undefined;
  /** Certificate mode: PEM of Alipay's certificate, with its intermediates. */
  readonly alipayPublicCertContent?: string | Uint8Array | undefined;
  /** Certificate mode: path of Alipay's root certificates (`alipayRootCert.crt`). */
  readonly alipayRootCertPath?: string | undefined;
  /** Certificate mode: PEM of Alipay's root certificates. */
  readonly alipayRootCertContent?: string | Uint8Array | undefined;
  /** The application's content key, base64 of 16, 24 or 32 bytes. When given, contents are encrypted both ways. */
  readonly encryptKey?: string | undefined;
  /** Scheme and host of the gateway; `https://openapi.alipay.com` by default. */
  readonly endpoint?: string | undefined;
  /** Milliseconds for one attempt, from the connection to the last byte of the response; 15,000 by default. */
  readonly timeout?: number | undefined;
  /** Bytes that the body of a response may have; 32 MiB by default. */
  readonly maxResponseBytes?: number | undefined;
  /** How many further attempts may follow the first, where a call may be made again at all; 2 by default. */
  readonly maxRetries?: number | undefined;
  /** Now, in milliseconds since 1970; `Date.now` by default. Alipay refuses requests that are minutes off. */
  readonly clock?: (() => number) | undefined;
  /** A text never used before, for every attempt; a random UUID by default. */
  readonly nonce?: (() => string) | undefined;
  /** A number from 0 to 1, which spreads the waits between attempts; `Math.random` by default. */
  readonly random?: (() => number) | undefined;
  /** Waits between attempts; a timer by default. */
  readonly sleep?: Sleep | undefined;
  /** Told of every attempt that is about to be sent. What it throws is a warning of the process and goes no further. */
  readonly onRequest?: Hook<RequestAttempt> | undefined;
  /** Told what became of every attempt that `onRequest` was told of, a response or none. */
  readonly onResponse?: Hook<RequestOutcome> | undefined;
  /** Certificate mode: told of certificates from 30 days before they expire on, each once a day at most, as calls are made. */
  readonly onCertificateExpiring?: Hook<ExpiringCertificate> | undefined;
  /** Makes the connections of the default transport, through a proxy for instance; a keep-alive agent by default. */
  readonly agent?: HttpAgent | HttpsAgent | undefined;
  /** Carries the requests; `node:https` with keep-alive by default. */
  readonly transport?: Transport | undefined;
}
