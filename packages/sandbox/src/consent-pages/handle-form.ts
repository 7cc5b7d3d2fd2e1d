import type { Merchant } from '../merchants/merchant.js';
import type { Sandbox } from '../sandbox.js';
import { type ConsentRequest, checkRedirectUri } from './consent-request.js';
import type { ShownPage } from './form-tokens.js';
import { PageError } from './page-error.js';
import { consentedAddress, declinedAddress } from './return-address.js';

/** Where the browser goes next, or the problem to show on the same page. */
export type FormResponse = { readonly address: string } | { readonly problem: string };

const baseName = 'Base application 基础应用';

/** Carries out the merchant's or user's decision. @throws PageError */
export function handleForm(sandbox: Sandbox, { request, userId }: ShownPage, form: URLSearchParams): FormResponse {
  checkRedirectUri(request.redirectUri, sandbox.applications.get(request.appId));
  if (form.get('decision') === 'decline') return { address: declinedAddress(request) };
  const merchant = userId === undefined ? undefined : sandbox.merchants.find(userId);
  if (merchant === undefined || form.get('decision') !== 'consent') {
    throw new PageError(
      'decision',
      'decision: expected consent or decline, after an account was chosen',
      '请求参数有误',
    );
  }
  if (request.kind === 'user') {
    const { appId, scopes } = request;
    return {
      address: consentedAddress(request, sandbox.userLogins.authorize({ appId, userId: merchant.userId, scopes })),
    };
  }
  if (request.kind === 'base') return consentToBase(sandbox, request, merchant);
  return consentOf(sandbox, { request, merchant, chosen: form.getAll('auth_app_id') });
}

/** Alipay makes the base application of an account that has none. */
function consentToBase(sandbox: Sandbox, request: ConsentRequest, merchant: Merchant): FormResponse {
  const { userId, name } = merchant;
  const ownBase = ({ merchantApplications }: Merchant) => merchantApplications.find(({ kind }) => kind === 'BASEAPP');
  const made = { userId, name, merchantApplications: [{ kind: 'BASEAPP', name: baseName }] } as const;
  const base = ownBase(merchant) ?? ownBase(sandbox.merchants.add(made));
  if (base === undefined) throw new Error('a base application was just added');
  const merchantApplications = [{ authAppId: base.authAppId, userId, kind: base.kind }];
  const { app_auth_code: code } = sandbox.consent({ appId: request.appId, merchantApplications });
  return { address: consentedAddress(request, code) };
}

interface MerchantDecision {
  readonly request: ConsentRequest;
  readonly merchant: Merchant;
  readonly chosen: readonly string[];
}

function consentOf(sandbox: Sandbox, { request, merchant, chosen }: MerchantDecision): FormResponse {
  const merchantApplications = merchant.merchantApplications
    .filter(({ authAppId, kind }) => chosen.includes(authAppId) && request.types.includes(kind))
    .map(({ authAppId, kind }) => ({ authAppId, userId: merchant.userId, kind }));
  if (merchantApplications.length === 0) return { problem: 'Choose at least one application.' };
  if (merchantApplications.length !== chosen.length) {
    throw new PageError('auth_app_id', 'auth_app_id: not among the applications of the page', '所选应用有误');
  }
  return {
    address: consentedAddress(request, sandbox.consent({ appId: request.appId, merchantApplications }).app_auth_code),
  };
}
