import { copyButton } from './copy-button.js';
import { element } from './element.js';

interface SignedLine {
  readonly name: string;
  readonly text: string;
}

/** The text of a v3 request line by line, or that of a v2 request field by field. */
export function signedLines(text: string, hasToken: boolean): SignedLine[] {
  const lines = text.split('\n');
  if (lines.length < 5) {
    return text.split('&').map((field) => ({ name: field.slice(0, Math.max(field.indexOf('='), 0)), text: field }));
  }
  const [auth = '', method = '', path = '', ...rest] = lines.slice(0, -1);
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
export function signedText(text: string, hasToken: boolean): HTMLElement {
  const ends = text.includes('\n');
  const rows = signedLines(text, hasToken).map(({ name, text: line }, index) =>
    element(
      'tr',
      {},
      element('td', { class: 'number' }, index + 1),
      element('th', { scope: 'row' }, name),
      element(
        'td',
        { class: 'line' },
        line === '' ? element('span', { class: 'secondary' }, 'empty') : element('code', {}, line),
        ends
          ? element('span', { class: 'newline', title: 'a line feed, 0x0A', 'aria-hidden': true }, '\\n')
          : undefined,
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
