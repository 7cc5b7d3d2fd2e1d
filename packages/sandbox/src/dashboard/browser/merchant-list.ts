import type { Merchant } from '../../index.js';
import { badge, code, element } from './element.js';
import { showList } from './keyed-list.js';

/** Who can be chosen on the consent pages. */
export function showMerchants(list: HTMLElement, merchants: readonly Merchant[]): void {
  showList(list, merchants, {
    key: ({ userId }) => userId,
    build: merchantItem,
    empty: 'There is no merchant. Make one: POST /sandbox/merchants',
  });
}

function merchantItem({ name, userId, merchantApplications }: Merchant): HTMLElement {
  const applications = merchantApplications.map((one) =>
    element('li', {}, element('span', { class: 'what' }, one.name, ' ', code(one.authAppId)), badge(one.kind)),
  );
  return element(
    'article',
    { class: 'item open' },
    element('h3', {}, name, ' ', code(userId)),
    element('ul', { class: 'owned' }, ...applications),
  );
}
