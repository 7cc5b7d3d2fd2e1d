import { createConsentLink } from '../consent/consent-link.js';
import { type OpenedState, openLinkState } from '../consent/link-state.js';
import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { isVaultError, type VaultErrorDetails } from '../errors/vault-error.js';
import { receiveCode } from '../inbox/receive-code.js';
import { isCode } from '../inbox/stage-code.js';
import { describe } from '../options/check-options.js';
import type { Authorization } from '../reading/authorization.js';
import { readAuthorizations } from '../reading/read-authorization.js';
import type { InboxRow } from '../store/schema.js';
import { redeemEntry } from './redeem.js';

/** What became of a merchant who came back from Alipay; see `Vault.receiveCallback`. */
export type CallbackResult =
  /** The merchant authorized the application. Opening the same address again has the same outcome. */
  | {
      readonly outcome: 'authorized';
      /** One per merchant application. */
      readonly authorizations: readonly Authorization[];
      /** The reference of the consent link. */
      readonly reference: string | undefined;
    }
  /**
   * The merchant authorized the application, but the state does not say for whom. The authorization is kept without a
   * reference. Do not bind it to the person who opened the address before you have checked who that is: anybody can send
   * a stranger else to an address with a code.
   *
   * `no-state`: there is none. `foreign-state`: the vault did not write it, or for another application. `expired-state`: the
   * link was too old. `used-state`: another code came back with it before, or the code came back
   * before without it.
   */
  | {
      readonly outcome: 'no-state' | 'foreign-state' | 'expired-state' | 'used-state';
      readonly authorizations: readonly Authorization[];
    }
  /** The code is stored, and will be redeemed: Alipay or the database does not respond. */
  | { readonly outcome: 'pending'; readonly reference: string | undefined }
  /** The merchant declined. */
  | CallbackRefusal<'declined'>
  /**
   * The code was used, and the vault has no valid authorization of it: another system redeemed it, or the authorization has
   * ended since.
   */
  | CallbackRefusal<'already-used'>
  /** The code is older than 24 hours. */
  | CallbackRefusal<'expired'>
  /** Alipay never issued the code to this application. */
  | CallbackRefusal<'refused'>
  /** `app_id` is another application: the code was not used. */
  | { readonly outcome: 'foreign-application' }
  /** There is neither a code nor an error, or text that is no code. */
  | { readonly outcome: 'no-code' };

/** The merchant did not authorize the application, and can do so anew. */
export interface CallbackRefusal<Outcome extends string> {
  readonly outcome: Outcome;
  /** With `declined`: what Alipay called it, in printable ASCII. */
  readonly error: string | undefined;
  /** The reference of the consent link, when its state is valid. */
  readonly reference: string | undefined;
  /** A new consent link for the same reference, when the state was valid and the application has a `redirectUri`. */
  readonly link: { readonly url: string; readonly state: string } | undefined;
}

/** What a callback brought. */
interface Callback {
  readonly appId: string;
  readonly state: string | undefined;
  /** The state, when the vault wrote it for this application. */
  readonly link: OpenedState | undefined;
  readonly isValid: boolean;
}

/** Failures after which the inbox worker redeems a code that is stored. */
const passing = ['redemption-pending', 'outcome-unknown', 'circuit-open', 'clock-skew', 'database'] as const;

/** The outcomes of a code that is of no use. */
const refusals = { 'code-used': 'already-used', 'code-expired': 'expired', 'code-refused': 'refused' } as const;

/** @throws TypeError when `urlOrQuery` is neither @throws VaultError for what no merchant can cause */
export async function receiveCallback(
  context: VaultContext,
  appId: string,
  urlOrQuery: string | URL | URLSearchParams,
): Promise<CallbackResult> {
  applicationOf(context, appId);
  const query = readQuery(urlOrQuery);
  const code = query.get('app_auth_code') ?? '';
  const named = query.get('app_id');
  if (named && named !== appId) {
    const message = 'a merchant came back to the address of another application; the code was not used';
    if (code !== '') context.report({ kind: 'mismatch', appId, message });
    return { outcome: 'foreign-application' };
  }
  const state = query.get('state') || undefined;
  const link = state === undefined ? undefined : openLinkState(context.secret, appId, state);
  const callback = { appId, state, link, isValid: link !== undefined && link.expiresAt >= context.clock() };
  const error = query.get('error');
  if (code === '' && error) return refusal(context, callback, 'declined', { error: printable(error) });
  if (!isCode(code)) return { outcome: 'no-code' };
  return redeemCallback(context, callback, code);
}

async function redeemCallback(context: VaultContext, callback: Callback, code: string): Promise<CallbackResult> {
  const { appId, state } = callback;
  let entry: InboxRow | undefined;
  try {
    const stored = await receiveCode(context, { appId, code, state });
    entry = stored;
    const authAppIds = await context.flights.share(`redeem ${stored.id}`, () => redeemEntry(context, stored.id));
    return authorizedResult(context, callback, stored, await readAuthorizations(context, appId, authAppIds));
  } catch (error) {
    return failedResult(context, callback, entry !== undefined, error);
  }
}

function authorizedResult(
  context: VaultContext,
  callback: Callback,
  entry: InboxRow,
  authorizations: readonly Authorization[],
): CallbackResult {
  if (authorizations.every(hasEnded)) return refusal(context, callback, 'already-used');
  const { link, state, isValid } = callback;
  if (link !== undefined && link.nonce === entry.link_key) {
    return { outcome: 'authorized', authorizations, reference: link.reference };
  }
  if (state === undefined) return { outcome: 'no-state', authorizations };
  if (link === undefined) return { outcome: 'foreign-state', authorizations };
  return { outcome: isValid ? 'used-state' : 'expired-state', authorizations };
}

function hasEnded({ state, reason }: Authorization): boolean {
  return state === 'cancelled' || state === 'deactivated' || reason === 'needs-reauthorization';
}

/** @throws what no merchant can cause */
function failedResult(context: VaultContext, callback: Callback, isStored: boolean, error: unknown): CallbackResult {
  if (isVaultError(error, ['code-used', 'code-expired', 'code-refused'])) {
    return refusal(context, callback, refusals[error.code as keyof typeof refusals], { link: error.link });
  }
  const isPending = isVaultError(error, 'redemption-pending');
  if (!isPending && !(isStored && isVaultError(error, passing))) throw error;
  if (!isPending) {
    const message = 'the code of a callback is stored, and could not be redeemed yet';
    context.report({ kind: 'worker', appId: callback.appId, message, cause: error });
  }
  return { outcome: 'pending', reference: referenceOf(callback) };
}

interface RefusalDetails extends Pick<VaultErrorDetails, 'link'> {
  readonly error?: string;
}

function refusal<Outcome extends string>(
  context: VaultContext,
  callback: Callback,
  outcome: Outcome,
  { error, link }: RefusalDetails = {},
): CallbackRefusal<Outcome> {
  return { outcome, error, reference: referenceOf(callback), link: link ?? newLink(context, callback) };
}

function newLink(context: VaultContext, { appId, link, isValid }: Callback): CallbackRefusal<string>['link'] {
  if (link === undefined || !isValid || applicationOf(context, appId).redirectUri === undefined) return undefined;
  const { kinds, reference } = link;
  const { url, state } = createConsentLink(context, { appId, kinds, reference });
  return { url, state };
}

function referenceOf({ link, isValid }: Callback): string | undefined {
  return isValid ? link?.reference : undefined;
}

/** The query of an address, of a request's path with its query, or the query itself. */
function readQuery(urlOrQuery: unknown): URLSearchParams {
  if (urlOrQuery instanceof URLSearchParams) return urlOrQuery;
  if (urlOrQuery instanceof URL) return urlOrQuery.searchParams;
  if (typeof urlOrQuery !== 'string') {
    throw new TypeError(`urlOrQuery: expected an address or its query, found ${describe(urlOrQuery)}`);
  }
  const [text = ''] = urlOrQuery.split('#');
  const start = text.indexOf('?');
  if (start >= 0) return new URLSearchParams(text.slice(start + 1));
  return new URLSearchParams(text.startsWith('/') || URL.canParse(text) ? '' : text);
}

function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 100);
}
