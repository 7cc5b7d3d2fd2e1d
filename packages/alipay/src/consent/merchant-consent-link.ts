import { checkOptionNames, type OptionNames } from '../client/option-names.js';
import { type ApplicationKind, applicationKinds } from './application-kind.js';
import { type ConsentApplication, type ConsentHost, consentHost } from './consent-origin.js';
import { merchantConsentPages } from './consent-pages.js';
import { type ConsentOptions, checkRedirectUri, checkText, consentUrl } from './consent-url.js';

/**
 * Forms of a merchant's consent:
 * `appointed` (指定应用授权, recommended by Alipay since about 2024): the merchant authorizes an application of one of the
 * kinds, on the PC or by a QR code on the phone. It supports development on behalf of a mini program and full delegation.
 * A merchant without an application of those kinds cannot consent.
 * `batch`: the merchant chooses several applications at once; the response to its code holds `tokens`. It has no page for
 * the phone.
 * `single`: the merchant authorizes the account's base application (`BASEAPP`), which Alipay makes where there is none. Such
 * an authorization cannot call the APIs of mini programs.
 */
export type ConsentForm = 'appointed' | 'batch' | 'single';

/** What a link to a merchant's consent takes. */
export interface MerchantConsentOptions extends ConsentOptions {
  /** `appointed` by default, and `batch` on Alipay's own sandbox, for which no appointed page is known. */
  readonly form?: ConsentForm | undefined;
  /**
   * The kinds of applications that the merchant may authorize; by default every kind that can be created. Not with the form
   * `single`.
   */
  readonly kinds?: readonly ApplicationKind[] | undefined;
}

/** Where to send a merchant. */
export interface MerchantConsentLink {
  /** The page for a browser. */
  readonly url: string;
  /** The text of the QR code that the merchant scans with Alipay on the phone; `undefined` for the older forms. */
  readonly qrPayload: string | undefined;
  /** As it was given. */
  readonly state: string;
}

const currentKinds = applicationKinds.filter((kind) => kind !== 'ARAPP');
const optionNames: OptionNames<MerchantConsentOptions> = { redirectUri: true, state: true, form: true, kinds: true };
const forms: readonly unknown[] = ['appointed', 'batch', 'single'] satisfies ConsentForm[];

/**
 * The page where a merchant authorizes the application. Alipay sends the browser back with `app_id`, `source`,
 * `app_auth_code` and `state`, or with `error` when the merchant declines; redeem the code with
 * `alipay.open.auth.token.app` within 24 hours.
 *
 * ```ts
 * import { merchantConsentLink } from '@lingpai/alipay';
 *
 * const { url, qrPayload } = merchantConsentLink(
 *   { appId: '2021000000000001' },
 *   { redirectUri: 'https://isv.example.com/callback', state: 'b1946ac92492d234', kinds: ['TINYAPP'] },
 * );
 * ```
 *
 * @param application the application, or a client of it, whose endpoint decides between production and sandbox
 * @throws TypeError naming the option that is wrong
 */
export function merchantConsentLink(
  application: ConsentApplication,
  options: MerchantConsentOptions,
): MerchantConsentLink {
  checkOptionNames(options, optionNames);
  const host = consentHost(application.endpoint);
  const { state } = options;
  const form = options.form ?? (host.kind === 'alipay-sandbox' ? 'batch' : 'appointed');
  if (!forms.includes(form)) throw new TypeError(`form: expected ${forms.join(', ')}`);
  if (form === 'single') {
    if (options.kinds !== undefined) {
      throw new TypeError('kinds: a link of the form "single" authorizes the base application; use "appointed"');
    }
    return { url: consentUrl(application, merchantConsentPages.single.path, options, {}), qrPayload: undefined, state };
  }
  const kinds = checkKinds(options.kinds ?? currentKinds);
  if (form === 'appointed') return { ...appointedLink(host, application, options, kinds), state };
  const parameters = { application_type: kinds.join(',') };
  const url = consentUrl(application, merchantConsentPages.batch.path, options, parameters);
  return { url, qrPayload: undefined, state };
}

function appointedLink(
  host: ConsentHost,
  application: ConsentApplication,
  options: MerchantConsentOptions,
  appTypes: readonly ApplicationKind[],
): Pick<MerchantConsentLink, 'url' | 'qrPayload'> {
  if (host.kind === 'alipay-sandbox') {
    throw new TypeError('form: no "appointed" page of Alipay\'s own sandbox is known; use "batch" or "single"');
  }
  const page = merchantConsentPages.appointed;
  const agentOpParam = {
    redirectUri: checkRedirectUri(options.redirectUri),
    appTypes,
    isvAppId: checkText(application.appId, 'appId'),
    state: checkText(options.state, 'state'),
  };
  const bizData = encodeURIComponent(JSON.stringify({ ...page.bizData, agentOpParam }));
  const isLocal = host.kind === 'local';
  // A local gateway cannot be reached by Alipay's app: its own address stands for the app's.
  const phone = isLocal ? page.phone.replace('alipays://', `${host.origin}/`) : page.phone;
  return { url: `${isLocal ? host.origin : page.origin}${page.path}?bizData=${bizData}`, qrPayload: phone + bizData };
}

function checkKinds(kinds: readonly ApplicationKind[]): readonly ApplicationKind[] {
  if (Array.isArray(kinds) && kinds.length > 0 && kinds.every((kind) => applicationKinds.includes(kind))) return kinds;
  throw new TypeError(`kinds: expected a list of ${applicationKinds.join(', ')}`);
}
