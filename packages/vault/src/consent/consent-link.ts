import { type AlipayClient, type ApplicationKind, type ConsentForm, merchantConsentLink } from '@lingpai/alipay';
import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { longestReference, writeLinkState } from './link-state.js';

/** What `consentLink` takes. */
export interface ConsentLinkOptions {
  readonly appId: string;
  /** Where Alipay sends the merchant's browser afterwards, with the code; the application's own by default. */
  readonly redirectUri?: string | undefined;
  /** The form of the consent; see `ConsentForm` of `@lingpai/alipay`. `appointed` by default. */
  readonly form?: ConsentForm | undefined;
  /** The kinds of applications that the merchant may authorize; every kind that can be created by default. */
  readonly kinds?: readonly ApplicationKind[] | undefined;
  /** What you know the merchant by, up to 49 bytes; comes back with the authorization. The merchant can read it. */
  readonly reference?: string | undefined;
  /** Milliseconds for which the link is good; 7 days by default. */
  readonly validFor?: number | undefined;
}

/** Where to send a merchant. */
export interface ConsentLink {
  /** The page for a browser. */
  readonly url: string;
  /** The text of the QR code for Alipay on the phone; `undefined` for the older forms, which have no such page. */
  readonly qrPayload: string | undefined;
  /** Comes back with the code; signed, and good for one code. */
  readonly state: string;
}

const week = 7 * 24 * 3_600_000;

/** @throws TypeError naming the option that is wrong */
export function createConsentLink(context: VaultContext, options: ConsentLinkOptions): ConsentLink {
  const { form, kinds } = options;
  const { client, redirectUri, state } = prepareLink(context, options);
  return merchantConsentLink(client, { form, redirectUri, state, kinds });
}

/** What every kind of link needs: where it leads back to, and a new state. @throws TypeError */
export function prepareLink(
  context: VaultContext,
  options: Omit<ConsentLinkOptions, 'form'>,
): { readonly client: AlipayClient; readonly redirectUri: string; readonly state: string } {
  const { appId, kinds, validFor = week } = options;
  const { client, redirectUri: ownUri } = applicationOf(context, appId);
  const redirectUri = options.redirectUri ?? ownUri;
  if (redirectUri === undefined) throw new TypeError('redirectUri: expected it here, or with the application');
  if (!Number.isSafeInteger(validFor) || validFor <= 0) {
    throw new TypeError('validFor: expected a whole number of milliseconds');
  }
  const reference = options.reference === undefined ? undefined : checkLinkReference(options.reference);
  const state = writeLinkState(
    context.secret,
    appId,
    { kinds, reference },
    { expiresAt: context.clock() + validFor, random: context.random },
  );
  return { client, redirectUri, state };
}

/** @throws TypeError */
export function checkReference(reference: unknown): string {
  if (typeof reference === 'string' && /^[^\p{Cc}]{1,200}$/u.test(reference)) return reference;
  throw new TypeError('reference: expected 1 to 200 characters');
}

/** Alipay takes back no more than fits into its `state`. */
function checkLinkReference(reference: unknown): string {
  const checked = checkReference(reference);
  if (Buffer.byteLength(checked) <= longestReference) return checked;
  throw new TypeError(`reference: expected at most ${longestReference} bytes in a consent link`);
}
