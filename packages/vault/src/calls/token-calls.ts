import { performance } from 'node:perf_hooks';
import { AlipayApiError, type AlipayResponse, type ApiPromise } from '@lingpai/alipay';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { AlipayOpenAuthTokenAppApi } from '@lingpai/alipay/apis/alipay-open-auth-token-app';
import { parseChinaTime } from '../clock/china-time.js';
import type { Application } from '../context/application.js';
import type { VaultContext } from '../context/vault-context.js';
import { type GrantTerms, readMethods } from '../methods/grant-methods.js';
import type { ResponseRecord } from './response-record.js';

/** What a call redeems. */
export type Grant =
  | { readonly grant_type: 'authorization_code'; readonly code: string }
  | { readonly grant_type: 'refresh_token'; readonly refresh_token: string };

export interface GrantResponse {
  readonly record: ResponseRecord;
  readonly traceId: string | undefined;
}

/** Redeems a code or a refresh token, once. The caller has stored the attempt before. */
export async function callGrant(context: VaultContext, application: Application, grant: Grant): Promise<GrantResponse> {
  const options = { timeout: context.settings.callTimeout, retry: false, maxRetries: 0 };
  const call = new AlipayOpenAuthTokenApi(application.client).app(grant, options).withResponse();
  const { response, ...times } = await timed(context, application, call);
  return { record: { model: response.data, ...times }, traceId: response.traceId };
}

/** What `token/app/query` says about a token. */
export interface TokenStatus {
  readonly valid: boolean;
  readonly authAppId: string | undefined;
  /** When it was issued, to the second, by Alipay's clock. */
  readonly issuedAt: number | undefined;
  /** When Alipay said so, by its clock. */
  readonly at: number;
  readonly terms: GrantTerms;
}

/** Asks whether a token is valid. Changes nothing, so the client may repeat it. */
export async function callQuery(
  context: VaultContext,
  application: Application,
  appAuthToken: string,
): Promise<TokenStatus> {
  const options = { timeout: context.settings.callTimeout };
  const api = new AlipayOpenAuthTokenAppApi(application.client);
  const call = api.query({ app_auth_token: appAuthToken }, options).withResponse();
  const { response, alipayTime } = await timed(context, application, call);
  const { status, auth_app_id: authAppId, auth_methods, auth_end, is_by_app_auth } = response.data;
  const authStart = timeOf(response.data.auth_start);
  return {
    valid: status === 'valid',
    authAppId,
    issuedAt: authStart,
    at: alipayTime,
    terms: {
      methods: readMethods(auth_methods),
      authStart,
      authEnd: timeOf(auth_end),
      isFullDelegation: typeof is_by_app_auth === 'boolean' ? is_by_app_auth : undefined,
    },
  };
}

const timeOf = (text: unknown) => (typeof text === 'string' ? parseChinaTime(text) : undefined);

/** Measures the call, and Alipay's clock by its response. */
async function timed<T>(
  { clock }: VaultContext,
  { alipayClock }: Application,
  call: ReturnType<ApiPromise<T>['withResponse']>,
): Promise<{ response: AlipayResponse<T>; alipayTime: number; elapsed: number; obtainedAt: number }> {
  const sentAt = alipayClock.now();
  const started = performance.now();
  const elapsedNow = () => Math.ceil(performance.now() - started);
  const response = await call.catch((error: unknown) => {
    // A refusal tells the time, too: that of the clock, if it is far off, is refused before anything else is looked at.
    if (error instanceof AlipayApiError && error.timestamp !== undefined) {
      alipayClock.observe(error.timestamp, elapsedNow());
    }
    throw error;
  });
  const elapsed = elapsedNow();
  const told = Number(response.headers['alipay-timestamp']);
  if (!Number.isSafeInteger(told) || told <= 0) return { response, alipayTime: sentAt, elapsed, obtainedAt: clock() };
  alipayClock.observe(told, elapsed);
  return { response, alipayTime: told, elapsed, obtainedAt: clock() };
}
