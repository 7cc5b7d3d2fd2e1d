import type { ApplicationCredentials, ApplicationSnapshot } from '../../index.js';
import { onSubmit } from './act.js';
import { callControl } from './control-api.js';
import { copyButton } from './copy-button.js';
import { badge, code, element, facts } from './element.js';
import { showList } from './keyed-list.js';
import { showMessage } from './message-line.js';

/** Third-party applications: credentials, addresses, consent pages. */
export function showApplications(list: HTMLElement, applications: readonly ApplicationSnapshot[]): void {
  showList(list, applications, {
    key: ({ appId }) => appId,
    build: applicationItem,
    empty: 'There is no application. Make one: POST /sandbox/applications',
  });
}

function applicationItem(app: ApplicationSnapshot): HTMLElement {
  const { appId, mode, encrypted, isv, redirectUris, notifyUrl } = app;
  return element(
    'article',
    { class: 'item open' },
    element(
      'h3',
      {},
      code(appId),
      ' ',
      badge(mode === 'key' ? 'key mode' : 'certificate mode'),
      encrypted ? badge('encrypted') : undefined,
      isv ? undefined : badge('no service provider', 'wait'),
    ),
    facts({
      'Redirect URIs': redirectUris.length === 0 ? 'none' : element('span', {}, ...lines(redirectUris)),
      'Notify URL': notifyUrl === null ? 'none: notifications are not delivered' : code(notifyUrl),
    }),
    consentLinks(app),
    credentials(appId),
    addresses(app),
  );
}

function lines(texts: readonly string[]): Node[] {
  return texts.flatMap((text, index) => (index === 0 ? [code(text)] : [element('br'), code(text)]));
}

const pages = [
  ['one application', 'appToAppAuth.htm', {}],
  ['several applications', 'appToAppBatchAuth.htm', { application_type: 'TINYAPP,WEBAPP,MOBILEAPP,PUBLICAPP,ARAPP' }],
  ['user login', 'publicAppAuthorize.htm', { scope: 'auth_user' }],
] as const;

/** Links that come back to this page. */
function consentLinks({ appId }: ApplicationSnapshot): HTMLElement {
  const links = pages.flatMap(([name, page, parameters], index) => {
    const redirect_uri = `${location.origin}/`;
    const query = new URLSearchParams({ app_id: appId, ...parameters, redirect_uri, state: randomState() });
    const link = element('a', { href: `/oauth2/${page}?${query}`, 'data-focus': name }, name);
    return index === 0 ? [link] : [' · ', link];
  });
  return element('p', {}, 'Try a consent page: ', ...links);
}

/** Works without a secure context too. */
function randomState(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function credentials(appId: string): HTMLElement {
  const content = element('div', { class: 'body' });
  const details = element('details', {}, element('summary', {}, 'Credentials'), content);
  details.addEventListener('toggle', () => {
    if (details.open && content.childElementCount === 0) void fillCredentials(content, appId);
  });
  return details;
}

async function fillCredentials(content: HTMLElement, appId: string): Promise<void> {
  try {
    const { applications } = await callControl<{ applications: ApplicationCredentials[] }>('GET', 'applications');
    const given = { ...applications.find((one) => one.appId === appId), endpoint: location.origin };
    const rows = Object.entries(given).map(([name, value]): [string, HTMLElement] => [
      name,
      element('span', { class: 'credential' }, code(value), copyButton(name, value)),
    ]);
    content.replaceChildren(facts(Object.fromEntries(rows)));
  } catch {
    showMessage('the credentials could not be loaded', 'bad');
  }
}

function addresses({ appId, redirectUris, notifyUrl }: ApplicationSnapshot): HTMLElement {
  const form = element(
    'form',
    { class: 'body stack' },
    field('Redirect URIs, one per line', area('redirectUris', redirectUris.join('\n'))),
    field(
      'Notify URL',
      element('input', { name: 'notifyUrl', type: 'url', value: notifyUrl ?? '', 'data-focus': 'notifyUrl' }),
    ),
    element('p', {}, element('button', { class: 'primary', 'data-focus': 'save' }, 'Save addresses')),
  );
  onSubmit(form, async (fields) => {
    const uris = String(fields.get('redirectUris')).split('\n');
    await callControl('PUT', `applications/${encodeURIComponent(appId)}`, {
      redirectUris: uris.map((uri) => uri.trim()).filter((uri) => uri !== ''),
      notifyUrl: String(fields.get('notifyUrl')).trim() || null,
    });
    return `the addresses of ${appId} were saved`;
  });
  return element('details', {}, element('summary', {}, 'Change addresses'), form);
}

function area(name: string, text: string): HTMLTextAreaElement {
  return element('textarea', { name, rows: 3, spellcheck: 'false', 'data-focus': name }, text);
}

function field(label: string, input: HTMLElement): HTMLElement {
  return element('label', {}, element('span', {}, label), input);
}
