import { type ConsentApplication, consentOrigin } from './consent-origin.js';

/** What every consent link takes. */
export interface ConsentOptions {
  /** Where Alipay sends the browser afterwards: the address, or one below it, that Alipay's console has. */
  readonly redirectUri: string;
  /**
   * Comes back with the browser, unchanged. Make it unguessable, bind it to the browser's session and accept it once:
   * it is what keeps a stranger's code from being slipped in.
   */
  readonly state: string;
}

/**
 * Makes the address of a consent page.
 *
 * @throws TypeError naming the option that is wrong
 */
export function consentUrl(
  application: ConsentApplication,
  page: string,
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
  return `${consentOrigin(application.endpoint)}/oauth2/${page}?${search}`;
}

function checkRedirectUri(redirectUri: string): string {
  const url = typeof redirectUri === 'string' && URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hash !== '') {
    throw new TypeError(
      'redirectUri: expected an absolute address without a fragment, such as "https://example.com/callback"',
    );
  }
  return redirectUri;
}

function checkText(text: string, option: string): string {
  if (typeof text === 'string' && text !== '' && !/[\p{Cc}\p{Surrogate}]/u.test(text)) return text;
  throw new TypeError(`${option}: expected text, found ${text === '' ? 'an empty string' : typeof text}`);
}
