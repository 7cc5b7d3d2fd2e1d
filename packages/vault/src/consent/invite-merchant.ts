import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { type ConsentLinkOptions, prepareLink } from './consent-link.js';

/** What `invite` takes with the key. */
export type InviteOptions = Pick<ConsentLinkOptions, 'redirectUri' | 'reference' | 'validFor'>;

/** An invitation that Alipay created. */
export interface MerchantInvite {
  /** Alipay's page for the merchant. */
  readonly url: string;
  /** Comes back with the code; signed, and good for one code. */
  readonly state: string;
}

/** @throws TypeError naming the option that is wrong @throws AlipayError when Alipay does not create the invitation */
export async function inviteMerchant(
  context: VaultContext,
  { appId, authAppId }: AuthorizationKey,
  options: InviteOptions,
): Promise<MerchantInvite> {
  const { client, redirectUri, state } = prepareLink(context, { ...options, appId });
  const { url } = await client.inviteMerchant({ authAppId, redirectUri, state });
  return { url, state };
}
