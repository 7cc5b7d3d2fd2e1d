import type { JournalEntry } from '../../index.js';
import { badge, element, facts } from './element.js';
import { showList } from './keyed-list.js';
import { moment } from './moment.js';
import { signedText } from './signed-text.js';

const shown = 100;

/** Requests of the gateway, the newest first. */
export function showRequests(list: HTMLElement, requests: readonly JournalEntry[], refusedOnly: boolean): void {
  const wanted = refusedOnly ? requests.filter(({ refusal }) => refusal !== null) : requests;
  showList(list, wanted.slice(-shown).reverse(), {
    key: ({ id }) => id,
    build: requestItem,
    empty: refusedOnly
      ? 'No request was refused.'
      : `No request yet. Point a client at ${location.origin}; the credentials are below, under Applications.`,
  });
}

function requestItem(entry: JournalEntry): HTMLElement {
  const { at, method, pathAndQuery, response, refusal, fault } = entry;
  return element(
    'details',
    { class: 'item' },
    element(
      'summary',
      {},
      moment(at),
      element('span', { class: 'what' }, element('strong', {}, method), ' ', element('code', {}, pathAndQuery)),
      element(
        'span',
        { class: 'badges' },
        fault === null ? undefined : badge(`fault: ${fault}`, 'wait'),
        refusal === null ? undefined : badge(refusal.code, 'bad'),
        response === null
          ? badge('no response', 'wait')
          : badge(String(response.status), response.status < 400 ? 'good' : 'bad'),
      ),
    ),
    requestDetails(entry),
  );
}

function requestDetails({
  pathAndQuery,
  appId,
  operation,
  headers,
  body,
  response,
  refusal,
}: JournalEntry): HTMLElement {
  const expected = refusal?.expectedText;
  return element(
    'div',
    { class: 'body' },
    refusal === null
      ? undefined
      : element('p', { class: 'refusal' }, expected === undefined ? refusal.message : reason),
    expected === undefined
      ? undefined
      : signedText(expected, {
          hasToken: (headers['alipay-app-auth-token'] ?? '') !== '',
          isV2: pathAndQuery.startsWith('/gateway.do'),
        }),
    facts({ Application: appId ?? 'unknown', Operation: operation ?? 'unknown' }),
    message('Request', headers, body),
    response === null
      ? element('p', { class: 'secondary' }, 'The connection was cut without a response.')
      : message('Response', response.headers, response.body),
  );
}

const reason =
  'The signature is not one of the text below under the application’s public key. Compare it line by line with what was signed; when it is the same, the private key is another one.';

function message(title: string, headers: Readonly<Record<string, string>>, body: string): HTMLElement {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return element(
    'section',
    {},
    element('h4', {}, title),
    element('pre', {}, `${lines.join('\n')}\n\n${pretty(body)}`.trim()),
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
