import { html, type Safe } from '../html/html.js';
import { pageFrame } from '../html/page-frame.js';
import type { Merchant, OwnedApplication } from '../merchants/merchant.js';
import type { ConsentRequest } from './consent-request.js';

export interface DecisionPage {
  readonly request: ConsentRequest;
  readonly merchant: Merchant;
  readonly token: string;
  /** Path and query of the page where the account is chosen. */
  readonly address: string;
  /** Which application a merchant application is authorized to now, if any. */
  readonly authorizedTo: (authAppId: string) => string | undefined;
  /** What was wrong with the form that was just sent. */
  readonly problem?: string | undefined;
}

/** The second step: consent or decline. */
export function decisionPage(page: DecisionPage): string {
  const { request, merchant, token, address, problem } = page;
  const isUser = request.kind === 'user';
  const title = isUser ? 'Log in' : 'Authorize an application';
  return pageFrame(
    title,
    html`<form class="card" method="post" action="${address}">
<input type="hidden" name="form_token" value="${token}">
<h1>${title}</h1>
<p class="secondary">as <strong>${merchant.name}</strong> <code>${merchant.userId}</code> · <a href="${address}">another account</a></p>
<p>The application <code>${request.appId}</code> ${isUser ? 'asks for:' : 'will be able to act for what you choose, until you cancel.'}</p>
${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
${isUser ? scopeList(request.scopes) : applicationChoice(page)}
<p class="buttons">
<button class="primary" name="decision" value="consent">${isUser ? 'Log in' : 'Consent'} <span lang="zh">${isUser ? '登录' : '同意授权'}</span></button>
<button name="decision" value="decline" formnovalidate>Decline <span lang="zh">拒绝</span></button>
</p>
<p class="hint">You return to <code>${request.redirectUri}</code>${request.state === undefined && html`<br>The link has no <code>state</code>: the application cannot tell this response from a forged one.`}</p>
</form>`,
  );
}

const scopeNames: Readonly<Record<string, string>> = {
  auth_base: 'your account number',
  auth_user: 'your name, avatar and account number',
};

function scopeList(scopes: readonly string[]): Safe {
  return html`<ul class="scopes">${scopes.map((scope) => html`<li><code>${scope}</code> ${scopeNames[scope] ?? ''}</li>`)}</ul>`;
}

function applicationChoice(page: DecisionPage): Safe {
  const { request, merchant } = page;
  if (request.kind === 'base') return baseApplication(page);
  const choices = merchant.merchantApplications.filter(({ kind }) => request.types.includes(kind));
  const isBatch = request.kind === 'batch';
  return html`<fieldset>
<legend>Your applications <span lang="zh">选择应用</span></legend>
${choices.map((choice, index) => applicationEntry(choice, page, isBatch || index === 0))}
</fieldset>`;
}

function baseApplication({ merchant, authorizedTo, request }: DecisionPage): Safe {
  const base = merchant.merchantApplications.find(({ kind }) => kind === 'BASEAPP');
  if (base === undefined) {
    return html`<p>Your base application, which is made when you consent. <span lang="zh">基础应用</span></p>`;
  }
  const holder = authorizedTo(base.authAppId);
  return html`<p><strong>${base.name}</strong> <span class="kind">BASEAPP</span> <code>${base.authAppId}</code>${holder !== undefined && html`<span class="secondary">${holderNote(holder, base.kind, request.appId)}</span>`}</p>`;
}

function applicationEntry({ authAppId, kind, name }: OwnedApplication, page: DecisionPage, checked: boolean): Safe {
  const holder = page.authorizedTo(authAppId);
  const id = `choice-${authAppId}`;
  return html`<p class="choice">
<input type="checkbox" name="auth_app_id" value="${authAppId}" id="${id}" ${checked && html`checked`}>
<label for="${id}"><strong>${name}</strong> <span class="kind">${kind}</span> <code>${authAppId}</code>${holder !== undefined && html`<span class="secondary">${holderNote(holder, kind, page.request.appId)}</span>`}</label>
</p>`;
}

function holderNote(holder: string, kind: string, appId: string): string {
  if (holder === appId) return 'authorized already; this renews the tokens';
  return kind === 'TINYAPP' ? `authorized to ${holder}; consenting ends that` : `authorized to ${holder} too`;
}
