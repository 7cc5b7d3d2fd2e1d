import { copyButton } from './copy-button.js';
import { element } from './element.js';

interface SignedLine {
  readonly name: string;
  readonly text: string;
}

export interface SignedTextOptions {
  /** The v3 request carries an `alipay-app-auth-token`. */
  readonly hasToken: boolean;
  /** The request went to the v2 gateway, whose text is made of fields. */
  readonly isV2: boolean;
}

/** The text of a v3 request line by line, or that of a v2 request field by field. */
export function signedLines(text: string, { hasToken, isV2 }: SignedTextOptions): SignedLine[] {
  if (isV2) {
    return text.split(/&(?=[a-z_]+=)/).map((field) => ({ name: field.slice(0, field.indexOf('=')), text: field }));
  }
  const [auth = '', method = '', path = '', ...rest] = text.split('\n').slice(0, -1);
  const token = hasToken ? rest.pop() : undefined;
  return [
    { name: 'Authorization without sign', text: auth },
    { name: 'Method', text: method },
    { name: 'Path and query', text: path },
    { name: 'Body', text: rest.join('\n') },
    ...(token === undefined ? [] : [{ name: 'alipay-app-auth-token', text: token }]),
  ];
}

/** Shows what the sandbox expected to be signed. */
export function signedText(text: string, options: SignedTextOptions): HTMLElement {
  const rows = signedLines(text, options).map(({ name, text: line }, index) =>
    element(
      'tr',
      {},
      element('td', { class: 'number' }, index + 1),
      element('th', { scope: 'row' }, name),
      element(
        'td',
        { class: 'line' },
        line === '' ? element('span', { class: 'secondary' }, 'empty') : element('code', {}, line),
        options.isV2
          ? undefined
          : element('span', { class: 'newline', title: 'a line feed, 0x0A', 'aria-hidden': 'true' }, '\\n'),
      ),
    ),
  );
  return element(
    'section',
    { class: 'signed' },
    element('header', {}, element('h4', {}, 'What should have been signed'), copyButton('the expected text', text)),
    element('table', {}, element('tbody', {}, ...rows)),
    element('details', {}, element('summary', {}, 'As one text'), element('pre', { class: 'expected' }, text)),
  );
}
