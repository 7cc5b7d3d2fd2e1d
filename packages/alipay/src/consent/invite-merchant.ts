import type { AlipayResponse } from '../client/api-promise.js';
import type { Configuration } from '../client/configuration.js';
import { checkOptionNames, type OptionNames } from '../client/option-names.js';
import { AlipayContentError } from '../errors/alipay-content-error.js';
import type { RequestV2Options } from '../gateway-v2/execute-options.js';
import { requestV2 } from '../gateway-v2/request-v2.js';
import { type ConsentOptions, checkRedirectUri } from './consent-url.js';

/** What an invitation of one merchant application takes. */
export interface MerchantInvitation extends ConsentOptions {
  /** The merchant application that is invited, up to 16 characters. */
  readonly authAppId: string;
}

/** Options of the call that creates an invitation. */
export type InvitationRequestOptions = Pick<
  RequestV2Options,
  'requestId' | 'signal' | 'timeout' | 'retry' | 'maxRetries'
>;

/** Where the invited merchant consents. */
export interface InvitedMerchant {
  /** Alipay's page for this invitation (`task_page_url`). */
  readonly url: string;
}

const longestRedirectUri = 500;
const longestState = 100;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const invitationNames: OptionNames<MerchantInvitation> = { authAppId: true, redirectUri: true, state: true };
const requestNames: OptionNames<InvitationRequestOptions> = {
  requestId: true,
  signal: true,
  timeout: true,
  retry: true,
  maxRetries: true,
};

/** Calls `alipay.open.auth.appauth.invite.create`; see `AlipayClient.inviteMerchant`. */
export async function inviteMerchant(
  configuration: Configuration,
  invitation: MerchantInvitation,
  options: InvitationRequestOptions,
): Promise<AlipayResponse<InvitedMerchant>> {
  checkOptionNames(invitation, invitationNames, 'invitation');
  checkOptionNames(options, requestNames);
  const bizContent = {
    auth_app_id: checkAuthAppId(invitation.authAppId),
    redirect_url: checkLength(checkRedirectUri(invitation.redirectUri), 'redirectUri', longestRedirectUri),
    state: checkState(invitation.state),
  };
  const method = 'alipay.open.auth.appauth.invite.create';
  const response = await requestV2<{ readonly task_page_url?: unknown }>(configuration, method, bizContent, options);
  const { task_page_url: url } = response.data;
  if (typeof url === 'string' && URL.canParse(url)) return { ...response, data: { url } };
  const { status, traceId } = response;
  throw new AlipayContentError('the response has no task_page_url', { problem: 'not-json', status, traceId });
}

function checkAuthAppId(authAppId: unknown): string {
  if (typeof authAppId === 'string' && /^[0-9A-Za-z]{1,16}$/.test(authAppId)) return authAppId;
  throw new TypeError("authAppId: expected the merchant application's id, up to 16 letters and digits");
}

function checkState(state: unknown): string {
  if (typeof state === 'string' && state !== '' && state.length <= longestState && base64.test(state)) return state;
  throw new TypeError(`state: expected base64 of up to ${longestState} characters, as invitations need it`);
}

function checkLength(text: string, option: string, most: number): string {
  if (text.length <= most) return text;
  throw new TypeError(`${option}: expected at most ${most} characters in an invitation, found ${text.length}`);
}
