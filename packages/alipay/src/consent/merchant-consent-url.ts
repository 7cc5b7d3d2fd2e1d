import type { ConsentApplication } from './consent-origin.js';
import { type ConsentOptions, consentUrl } from './consent-url.js';

/** Kinds of a merchant's applications. */
export type ApplicationType = 'TINYAPP' | 'WEBAPP' | 'MOBILEAPP' | 'PUBLICAPP' | 'ARAPP';

/** What a link to a merchant's consent takes. In an invitation, `state` has to be base64. */
export interface MerchantConsentOptions extends ConsentOptions {
  /** The kinds among which the merchant may choose several applications; one application of any kind when left out. */
  readonly applicationTypes?: readonly ApplicationType[] | undefined;
}

const applicationTypes: readonly string[] = [
  'TINYAPP',
  'WEBAPP',
  'MOBILEAPP',
  'PUBLICAPP',
  'ARAPP',
] satisfies ApplicationType[];

/**
 * The address of the page where a merchant authorizes the application. Alipay sends the browser back with `app_id`,
 * `source`, `app_auth_code` and `state`; redeem the code with `alipay.open.auth.token.app` within 24 hours.
 *
 * ```ts
 * import { merchantConsentUrl } from '@lingpai/alipay';
 *
 * const url = merchantConsentUrl(
 *   { appId: '2021000000000001' },
 *   { redirectUri: 'https://isv.example.com/callback', state: 'b1946ac92492d234', applicationTypes: ['TINYAPP'] },
 * );
 * ```
 *
 * @param application the application, or a client of it, whose endpoint decides between production and sandbox
 * @throws TypeError naming the option that is wrong
 */
export function merchantConsentUrl(application: ConsentApplication, options: MerchantConsentOptions): string {
  const types = options.applicationTypes;
  if (types === undefined) return consentUrl(application, 'appToAppAuth.htm', options, {});
  if (!Array.isArray(types) || types.length === 0 || !types.every((type) => applicationTypes.includes(type))) {
    throw new TypeError(`applicationTypes: expected a list of ${applicationTypes.join(', ')}`);
  }
  return consentUrl(application, 'appToAppBatchAuth.htm', options, { application_type: types.join(',') });
}
