export type Child = Node | string | number | undefined;

/** `true` sets an attribute without a value; `false` and `undefined` leave it out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Makes an element. Children that are text stay text. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(attribute, value === true ? '' : String(value));
  }
  for (const child of children) {
    if (child !== undefined) made.append(child instanceof Node ? child : String(child));
  }
  return made;
}

/** A part of the page that is always there. */
export function part<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`the page lacks #${id}`);
  return found;
}

/** Code that can be selected; long texts wrap. */
export function code(text: string): HTMLElement {
  return element('code', {}, text);
}

/** Name and value of each fact that is there, as a description list. */
export function facts(entries: Readonly<Record<string, Child>>): HTMLElement {
  const rows = Object.entries(entries)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value)));
  return element('dl', { class: 'facts' }, ...rows);
}

/** A table whose columns have names. */
export function table(columns: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement {
  const head = columns.map((name) => element('th', { scope: 'col' }, name));
  const body = rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell))));
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': columns.join(', ') },
    element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body)),
  );
}

export type Tone = 'good' | 'bad' | 'wait' | 'plain';

export function badge(text: string, tone: Tone = 'plain'): HTMLElement {
  return element('span', { class: `badge ${tone}` }, text);
}
