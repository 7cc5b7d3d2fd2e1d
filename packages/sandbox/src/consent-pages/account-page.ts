import { html, type Safe } from '../html/html.js';
import { pageFrame } from '../html/page-frame.js';
import type { Merchant } from '../merchants/merchant.js';
import type { ConsentRequest } from './consent-request.js';

export interface AccountPage {
  readonly request: ConsentRequest;
  readonly merchants: readonly Merchant[];
  readonly token: string;
  /** Path and query of this page, to which the account is added. */
  readonly address: string;
}

/** The first step, in place of Alipay's login: as whom to go on. */
export function accountPage({ request, merchants, token, address }: AccountPage): string {
  const isUser = request.kind === 'user';
  const question = isUser ? 'Who logs in?' : 'Which merchant are you?';
  return pageFrame(
    question,
    html`<section class="card">
<h1>${question}</h1>
<p class="secondary">The application <code>${request.appId}</code> asks for ${isUser ? 'a login' : 'an authorization'}.
<span lang="zh">请选择账户</span></p>
<ul class="accounts">${merchants.map((merchant) => entry(merchant, request, address))}</ul>
<form method="post" action="${address}">
<input type="hidden" name="form_token" value="${token}">
<button name="decision" value="decline">Decline <span lang="zh">拒绝</span></button>
</form>
<p class="hint">More merchants: <code>POST /sandbox/merchants</code></p>
</section>`,
  );
}

/** Whether the merchant must have an application of the asked kinds. */
const asksForOwned = ({ kind }: ConsentRequest) => kind === 'batch' || kind === 'appointed';

function entry(merchant: Merchant, request: ConsentRequest, address: string): Safe {
  const matching = merchant.merchantApplications.filter(({ kind }) => request.types.includes(kind));
  const name = html`<strong>${merchant.name}</strong> <code>${merchant.userId}</code>`;
  if (asksForOwned(request) && matching.length === 0) {
    return html`<li><span class="account">${name}<span class="secondary">no application of the asked kind</span></span></li>`;
  }
  const details = asksForOwned(request) ? matching.map(({ kind }) => kind).join(', ') : 'account';
  return html`<li><a class="account" href="${`${address}&merchant=${merchant.userId}`}">${name}<span class="secondary">${details}</span></a></li>`;
}
