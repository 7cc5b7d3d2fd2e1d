/** Headers that the client sets itself, and the option that is there for each, if any. */
const reserved: Readonly<Record<string, string>> = {
  'accept-encoding': '',
  authorization: '',
  'alipay-app-auth-token': 'appAuthToken',
  'alipay-encrypt-type': 'encrypt',
  'alipay-request-id': 'requestId',
  'alipay-root-cert-sn': 'alipayRootCertContent',
  'alipay-sdk-version': 'sendSdkVersion',
  connection: '',
  'content-length': '',
  'content-type': '',
  expect: '',
  host: 'endpoint',
  'transfer-encoding': '',
  upgrade: '',
};

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible ASCII and spaces (RFC 9110, 5.5). */
const headerValue = /^[\x20-\x7e\t]*$/;

/**
 * Checks further headers of a call, and lower-cases their names.
 *
 * @throws TypeError naming the header that is reserved or malformed
 */
export function checkHeaders(headers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    const lowerCase = name.toLowerCase();
    if (!headerName.test(name)) throw new TypeError('headers: found a name that is not one of a header');
    const option = reserved[lowerCase];
    if (option !== undefined) {
      throw new TypeError(`headers: "${lowerCase}" is set by the client${option === '' ? '' : `; use ${option}`}`);
    }
    if (typeof value !== 'string' || !headerValue.test(value)) {
      throw new TypeError(`headers: "${lowerCase}" has a value that a header cannot carry`);
    }
    checked[lowerCase] = value;
  }
  return checked;
}

/** @throws TypeError when the request id is not text that a header can carry */
export function checkRequestId(requestId: string): string {
  if (typeof requestId === 'string' && requestId !== '' && headerValue.test(requestId)) return requestId;
  throw new TypeError('requestId: expected text that a header can carry');
}
