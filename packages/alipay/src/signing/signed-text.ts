/** The members of the `Authorization` header before the signature. */
export interface SignatureParameters {
  readonly appId: string;
  /** Serial number of the application's certificate; certificate mode only. */
  readonly appCertSn?: string | undefined;
  /** Unique for every attempt. */
  readonly nonce: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Seconds for which the signature is valid; Alipay's own rule by default. */
  readonly expiredSeconds?: number | undefined;
  /** Further members, after the others. */
  readonly extraAuthInfo?: Readonly<Record<string, string>> | undefined;
}

const memberName = /^[a-z][a-z0-9_]*$/i;
/** A comma would begin another member, and a line break another line of the signed text. */
const memberValue = /^[\x21-\x2b\x2d-\x7e]{1,512}$/;
const ownMembers: ReadonlySet<string> = new Set([
  'app_id',
  'app_cert_sn',
  'nonce',
  'timestamp',
  'expired_seconds',
  'sign',
]);

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
 *
 * @throws TypeError that names the member whose value would change what is signed
 */
export function authString(parameters: SignatureParameters): string {
  const { appId, appCertSn, nonce, timestamp, expiredSeconds, extraAuthInfo } = parameters;
  const members: (readonly [name: string, option: string, value: unknown])[] = [['app_id', 'appId', appId]];
  if (appCertSn !== undefined) members.push(['app_cert_sn', 'appCertSn', appCertSn]);
  members.push(['nonce', 'nonce', nonce], ['timestamp', 'timestamp', wholeNumber(timestamp)]);
  if (expiredSeconds !== undefined) {
    members.push(['expired_seconds', 'expiredSeconds', wholeNumber(expiredSeconds)]);
  }
  for (const [name, value] of Object.entries(extraAuthInfo ?? {})) members.push([name, 'extraAuthInfo', value]);
  return members.map(memberText).join(',');
}

/** @throws TypeError when a name or a value cannot stand in the authorization string */
export function checkExtraAuthInfo(extraAuthInfo: unknown): Readonly<Record<string, string>> {
  if (typeof extraAuthInfo !== 'object' || extraAuthInfo === null) {
    throw new TypeError('extraAuthInfo: expected an object of names and values');
  }
  const entries = Object.entries(extraAuthInfo);
  for (const [name, value] of entries) {
    if (!memberName.test(name) || ownMembers.has(name.toLowerCase())) {
      throw new TypeError('extraAuthInfo: found a name that no further member can have');
    }
    memberText([name, 'extraAuthInfo', value]);
  }
  return Object.freeze(Object.fromEntries(entries));
}

function memberText([name, option, value]: readonly [name: string, option: string, value: unknown]): string {
  if (typeof value === 'string' && memberValue.test(value)) return `${name}=${value}`;
  throw new TypeError(`${option}: expected visible ASCII text without a comma, as the header authorization takes it`);
}

function wholeNumber(value: number): string | undefined {
  return Number.isSafeInteger(Math.floor(value)) ? String(Math.floor(value)) : undefined;
}

/**
 * The text that a request's signature covers. It holds everything that the body holds: never log it.
 *
 * Source: https://opendocs.alipay.com/open-v3/054q58
 */
export function requestSignString(auth: string, request: SignedRequest): string {
  const merchant = request.appAuthToken === undefined ? '' : `${request.appAuthToken}\n`;
  return `${auth}\n${request.method}\n${request.pathAndQuery}\n${request.body ?? ''}\n${merchant}`;
}

/**
 * The bytes that a response's signature covers: `timestamp \n nonce \n body \n`, the body as it arrived.
 *
 * Source: https://opendocs.alipay.com/open-v3/054d0z
 */
export function responseSignBytes(timestamp: string, nonce: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
}
