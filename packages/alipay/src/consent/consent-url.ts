import { checkNoSpaces } from '../gateway-v2/callback-url.js';
import { type ConsentApplication, consentHost } from './consent-origin.js';

/** What every consent link takes. */
export interface ConsentOptions {
  /** Where Alipay sends the browser afterwards: the address, or one below it, that is entered in Alipay's console. */
  readonly redirectUri: string;
  /**
   * Comes back with the browser, unchanged. Make it unguessable, bind it to the browser's session and accept it once:
   * it keeps a stranger's code from being slipped in.
   */
  readonly state: string;
}

/**
 * Makes the address of a consent page under `/oauth2/`.
 *
 * @throws TypeError naming the option that is wrong
 */
export function consentUrl(
  application: ConsentApplication,
  path: string,
  options: ConsentOptions,
  parameters: Readonly<Record<string, string>>,
): string {
  const query = Object.entries({
    app_id: encodeURIComponent(checkText(application.appId, 'appId')),
    ...parameters,
    redirect_uri: encodeURIComponent(checkRedirectUri(options.redirectUri)),
    state: encodeURIComponent(checkText(options.state, 'state')),
  });
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  return `${consentHost(application.endpoint).origin}${path}?${search}`;
}

/** @throws TypeError when it is not an absolute address without a fragment */
export function checkRedirectUri(redirectUri: string): string {
  const url = typeof redirectUri === 'string' && URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hash !== '') {
    throw new TypeError(
      'redirectUri: expected an absolute address without a fragment, such as "https://example.com/callback"',
    );
  }
  checkNoSpaces(redirectUri, 'redirectUri');
  return redirectUri;
}

/** @throws TypeError when it is empty, or holds control characters or lone surrogates */
export function checkText(text: string, option: string): string {
  if (typeof text === 'string' && text !== '' && !/[\p{Cc}\p{Surrogate}]/u.test(text)) return text;
  throw new TypeError(`${option}: expected text, found ${text === '' ? 'an empty string' : typeof text}`);
}
