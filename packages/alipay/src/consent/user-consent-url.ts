import { checkOptionNames, type OptionNames } from '../client/option-names.js';
import type { ConsentApplication } from './consent-origin.js';
import { userConsentPage } from './consent-pages.js';
import { type ConsentOptions, consentUrl } from './consent-url.js';

/** What a link to a user's consent takes. */
export interface UserConsentOptions extends ConsentOptions {
  /**
   * What the user consents to: `auth_base` (silent, the user's id only), `auth_user` (name, avatar and so on), or
   * another scope that the application was granted.
   */
  readonly scopes: readonly ('auth_base' | 'auth_user' | (string & {}))[];
}

const optionNames: OptionNames<UserConsentOptions> = { redirectUri: true, state: true, scopes: true };

/**
 * The address of the page where a user logs in and consents. Alipay sends the browser back with `app_id`, `scope`,
 * `auth_code` and `state`; redeem the code with `alipay.system.oauth.token`.
 *
 * ```ts
 * import { userConsentUrl } from '@lingpai/alipay';
 *
 * const url = userConsentUrl(
 *   { appId: '2021000000000001' },
 *   { redirectUri: 'https://shop.example.com/login', state: 'b1946ac92492d234', scopes: ['auth_user'] },
 * );
 * ```
 *
 * @param application the application, or a client of it, whose endpoint decides between production and sandbox
 * @throws TypeError naming the option that is wrong
 */
export function userConsentUrl(application: ConsentApplication, options: UserConsentOptions): string {
  checkOptionNames(options, optionNames);
  const { scopes } = options;
  if (!Array.isArray(scopes) || scopes.length === 0 || !scopes.every((scope) => /^[a-z][\w:]*$/.test(scope))) {
    throw new TypeError('scopes: expected a list of scopes, such as "auth_user"');
  }
  return consentUrl(application, userConsentPage, options, { scope: scopes.join(',') });
}
