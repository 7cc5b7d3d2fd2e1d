import { appointedQuery } from '../consent-pages/appointed-link.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import type { V2Call } from './v2-call.js';

/** Limits of Alipay's documentation. */
const longestRedirectUrl = 500;
const longestState = 100;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * `alipay.open.auth.appauth.invite.create`: the response names a page on which the merchant consents. Here it is the page of
 * appointed applications, for the kind of the invited application, with the merchant's account chosen already.
 *
 * @throws Refusal
 */
export function inviteMerchant({ application, content, origin }: V2Call, { merchants }: Sandbox): object {
  if (!application.isv) throw new Refusal('PARAM_NOEXIST_ISV_APPID', '第三方应用不存在');
  const { auth_app_id: authAppId, redirect_url: redirectUri, state } = content;
  if (typeof authAppId !== 'string' || authAppId === '') throw invalid('auth_app_id');
  if (!isText(redirectUri, longestRedirectUrl)) throw invalid('redirect_url');
  if (!isText(state, longestState) || (state !== undefined && !base64.test(state))) throw invalid('state');
  for (const { userId, merchantApplications } of merchants.list()) {
    const invited = merchantApplications.find((one) => one.authAppId === authAppId);
    if (invited === undefined) continue;
    const { appId: isvAppId } = application;
    const link = { ...(redirectUri && { redirectUri }), appTypes: [invited.kind], isvAppId, ...(state && { state }) };
    const query = appointedQuery(link, false);
    query.set('merchant', userId);
    return { task_page_url: `${origin}/page/message/tasksDetail?${query}` };
  }
  throw new Refusal('APP_NOT_FOUND', '商户应用不存在');
}

function isText(value: unknown, most: number): value is string | undefined {
  return value === undefined || (typeof value === 'string' && value.length <= most);
}

function invalid(name: string): Refusal {
  return new Refusal('invalid-parameter', `参数有误：${name}`);
}
