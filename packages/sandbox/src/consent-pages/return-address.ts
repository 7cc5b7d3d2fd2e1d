import type { ConsentRequest } from './consent-request.js';

/** Where the browser goes when the person consented, with the code. */
export function consentedAddress(request: ConsentRequest, code: string): string {
  const { appId, kind, scopes, state } = request;
  const response =
    kind === 'user'
      ? { app_id: appId, scope: scopes.join(','), auth_code: code }
      : { app_id: appId, source: 'alipay_app_auth', app_auth_code: code };
  return withParameters(request.redirectUri, { ...response, state });
}

/** Where the browser goes when the person declined. Alipay documents no such response; this is OAuth's. */
export function declinedAddress({ appId, kind, redirectUri, state }: ConsentRequest): string {
  const source = kind === 'user' ? undefined : 'alipay_app_auth';
  return withParameters(redirectUri, { app_id: appId, source, error: 'access_denied', state });
}

/** Adds to the query and leaves what is there as it is. */
function withParameters(address: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const query = Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
  // A header is ASCII; browsers would encode the same way.
  const ascii = address.replaceAll(/[^\x21-\x7e]/gu, encodeURIComponent);
  if (!ascii.includes('?')) return `${ascii}?${query}`;
  return /[?&]$/.test(ascii) ? `${ascii}${query}` : `${ascii}&${query}`;
}
