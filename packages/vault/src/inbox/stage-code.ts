import { checkReference } from '../consent/consent-link.js';
import { readLinkState } from '../consent/link-state.js';
import { applicationOf, type VaultContext } from '../context/vault-context.js';
import type { InboxRow } from '../store/schema.js';
import { stageEntry } from './stage-entry.js';

/** What `redeem` takes. */
export interface RedeemOptions {
  readonly appId: string;
  /** The `app_auth_code` of the redirect. */
  readonly code: string;
  /** The `state` of the redirect. What comes without one of ours is redeemed too, and kept as unassigned. */
  readonly state?: string | undefined;
  /** Leases the authorizations, for codes that come without a consent link of the vault. */
  readonly reference?: string | undefined;
}

const codePattern = /^[\x21-\x7e]{1,64}$/;

/** Whether a text can be an `app_auth_code`. */
export function isCode(code: unknown): code is string {
  return typeof code === 'string' && codePattern.test(code);
}

/** How a code reached us. */
export interface CodeArrival {
  /** By our clock; now by default. */
  readonly receivedAt?: number;
  /** Whether a redirect or a caller brought it, and not only a notification; `true` by default. */
  readonly isReturned?: boolean;
}

/** Puts a code into the inbox. @throws TypeError VaultError */
export async function stageCode(
  context: VaultContext,
  options: RedeemOptions,
  { receivedAt, isReturned = true }: CodeArrival = {},
): Promise<InboxRow> {
  const { appId, code, state } = options;
  applicationOf(context, appId);
  if (!isCode(code)) {
    throw new TypeError('code: expected the app_auth_code, 1 to 64 characters');
  }
  if (state !== undefined && typeof state !== 'string') throw new TypeError('state: expected text');
  const given = options.reference === undefined ? undefined : checkReference(options.reference);
  const link =
    state === undefined ? undefined : readLinkState(context.secret, appId, state, receivedAt ?? context.clock());
  const codeKey = context.secret.fingerprint(appId, code);
  const { kinds, reference } = link ?? {};
  return stageEntry(context, {
    kind: 'code',
    appId,
    receivedAt,
    dedupeKey: codeKey,
    codeKey,
    body: code,
    isReturned,
    linkKey: link?.nonce,
    link: link === undefined ? undefined : JSON.stringify({ kinds, reference }),
    referenceWithoutLink: given,
    reference: given ?? (link === undefined ? undefined : (reference ?? '')),
  });
}
