/**
 * Headers that the client or the protocol sets, and the option that is there for each, if any. Those that concern a
 * connection would be refused by HTTP/2 (RFC 9113, 8.2.2), or change how the body is framed.
 */
const reserved: ReadonlyMap<string, string | undefined> = new Map([
  ['accept-encoding', undefined],
  ['authorization', undefined],
  ['alipay-app-auth-token', 'appAuthToken'],
  ['alipay-encrypt-type', 'encrypt'],
  ['alipay-request-id', 'requestId'],
  ['alipay-root-cert-sn', 'alipayRootCertContent'],
  ['alipay-sdk-version', 'sendSdkVersion'],
  ['connection', undefined],
  ['content-length', undefined],
  ['content-type', undefined],
  ['expect', undefined],
  ['host', 'endpoint'],
  ['http2-settings', undefined],
  ['keep-alive', undefined],
  ['proxy-connection', undefined],
  ['te', undefined],
  ['trailer', undefined],
  ['transfer-encoding', undefined],
  ['upgrade', undefined],
]);

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible ASCII and spaces (RFC 9110, 5.5). */
const headerValue = /^[\x20-\x7e\t]*$/;

/**
 * Checks further headers of a call, and lower-cases their names.
 *
 * @throws TypeError naming the header that is reserved or malformed
 */
export function checkHeaders(headers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const checked = new Map<string, string>();
  for (const [name, value] of Object.entries(headers ?? {})) {
    const lowerCase = name.toLowerCase();
    if (!headerName.test(name)) throw new TypeError('headers: found a name that is not one of a header');
    if (reserved.has(lowerCase)) {
      const option = reserved.get(lowerCase);
      throw new TypeError(
        `headers: "${lowerCase}" is set by the client${option === undefined ? '' : `; use ${option}`}`,
      );
    }
    if (typeof value !== 'string' || !headerValue.test(value)) {
      throw new TypeError(`headers: "${lowerCase}" has a value that a header cannot carry`);
    }
    checked.set(lowerCase, value);
  }
  return Object.fromEntries(checked);
}

/** @throws TypeError when the request id is not text that a header can carry */
export function checkRequestId(requestId: string): string {
  if (typeof requestId === 'string' && requestId !== '' && headerValue.test(requestId)) return requestId;
  throw new TypeError('requestId: expected text that a header can carry');
}
