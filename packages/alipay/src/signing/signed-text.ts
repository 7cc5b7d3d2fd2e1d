/** What identifies a signed request: the part of the `Authorization` header before the signature. */
export interface SignatureParameters {
  readonly appId: string;
  /** Serial number of the application's certificate; certificate mode only. */
  readonly appCertSn?: string | undefined;
  /** Unique for every attempt. */
  readonly nonce: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Seconds for which the signature is to hold; Alipay's own rule when left out. */
  readonly expiredSeconds?: number | undefined;
}

/** What of a request is signed. */
export interface SignedRequest {
  /** The verb, upper case. */
  readonly method: string;
  /** Path and query exactly as sent, percent-encoding included, without host. */
  readonly pathAndQuery: string;
  /** The body exactly as sent (of a multipart body the part `data` only); empty where there is none. */
  readonly body?: string | undefined;
  /** The value of the header `alipay-app-auth-token`, when it is sent. */
  readonly appAuthToken?: string | undefined;
}

/**
 * The text that a request's `Authorization` header begins with, after the scheme.
 *
 * Source: https://opendocs.alipay.com/open-v3/054q58
 */
export function authString(parameters: SignatureParameters): string {
  const certificate = parameters.appCertSn === undefined ? '' : `,app_cert_sn=${parameters.appCertSn}`;
  const expiry = parameters.expiredSeconds === undefined ? '' : `,expired_seconds=${parameters.expiredSeconds}`;
  return `app_id=${parameters.appId}${certificate},nonce=${parameters.nonce},timestamp=${parameters.timestamp}${expiry}`;
}

/**
 * The text that a request's signature covers. It holds whatever the body holds: never log it.
 *
 * Source: https://opendocs.alipay.com/open-v3/054q58
 */
export function requestSignString(auth: string, request: SignedRequest): string {
  const merchant = request.appAuthToken === undefined ? '' : `${request.appAuthToken}\n`;
  return `${auth}\n${request.method}\n${request.pathAndQuery}\n${request.body ?? ''}\n${merchant}`;
}

/**
 * The bytes that a response's signature covers: `timestamp \n nonce \n body \n`, the body as it came.
 *
 * Source: https://opendocs.alipay.com/open-v3/054d0z
 */
export function responseSignBytes(timestamp: string, nonce: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
}
