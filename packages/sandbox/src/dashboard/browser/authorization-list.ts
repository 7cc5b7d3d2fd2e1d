import type { AuthorizationSnapshot, CodeSnapshot, Merchant, StateSnapshot } from '../../index.js';
import { actionButton } from './act.js';
import { callControl } from './control-api.js';
import { badge, code, element, table } from './element.js';
import { showList } from './keyed-list.js';
import { moment } from './moment.js';

/** Who authorized what, with every pair of tokens. */
export function showAuthorizations(list: HTMLElement, { authorizations, merchants }: StateSnapshot): void {
  showList(list, authorizations, {
    key: ({ appId, authAppId }) => `${appId} ${authAppId}`,
    build: (authorization) => authorizationItem(authorization, merchants),
    empty: 'No merchant has authorized an application. Open a consent page from an application below.',
  });
}

/** Authorization codes, the newest first. */
export function showCodes(list: HTMLElement, codes: readonly CodeSnapshot[]): void {
  showList(list, codes.slice(-50).reverse(), {
    key: ({ code: text }) => text,
    build: ({ appId, code: text, issuedAt, used }) =>
      element(
        'p',
        { class: 'item row' },
        moment(issuedAt),
        element('span', { class: 'what' }, code(text), ' ', element('span', { class: 'secondary' }, `for ${appId}`)),
        badge(used ? 'used' : 'unused', used ? 'plain' : 'good'),
      ),
    empty: 'No code yet: each consent brings one.',
  });
}

function authorizationItem(authorization: AuthorizationSnapshot, merchants: readonly Merchant[]): HTMLElement {
  const { appId, authAppId, userId, kind, status, pairs } = authorization;
  const name = merchants.find((merchant) => merchant.userId === userId)?.name;
  const active = status === 'active';
  const cancel = actionButton(
    'Cancel as the merchant',
    async () => {
      await callControl('POST', 'cancellations', { appId, authAppId });
      return `the authorization of ${authAppId} was cancelled`;
    },
    'danger',
  );
  return element(
    'details',
    { class: 'item' },
    element(
      'summary',
      {},
      element(
        'span',
        { class: 'what' },
        code(authAppId),
        ' → ',
        code(appId),
        ' ',
        element('span', { class: 'secondary' }, name ?? userId),
      ),
      element('span', { class: 'badges' }, badge(kind), badge(status, active ? 'good' : 'bad')),
    ),
    element(
      'div',
      { class: 'body' },
      table(
        ['Issued', 'app_auth_token', 'app_refresh_token', ''],
        pairs
          .toReversed()
          .map((pair) => [
            moment(pair.issuedAt),
            mortal(pair.appAuthToken, moment(pair.tokenExpiresAt, 'when it is replaced')),
            mortal(pair.appRefreshToken, moment(pair.refreshExpiresAt)),
            pair.current ? badge('current', 'good') : badge('old'),
          ]),
      ),
      active ? element('p', {}, cancel) : undefined,
    ),
  );
}

/** A token, and below it when it expires. */
function mortal(token: string, end: Node | string): HTMLElement {
  return element('span', {}, code(token), element('span', { class: 'below secondary' }, 'expires ', end));
}
