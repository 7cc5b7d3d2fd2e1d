/** Markup in which every value was escaped. */
export class Safe {
  readonly #markup: string;

  /** Only for what is markup already; everything else goes through `html`. */
  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** What may stand in a template; nothing is written for `undefined` and `false`. */
export type HtmlValue = Safe | string | number | undefined | false | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup with values in it. Values are text or the value of a quoted attribute, never a name, a script or a style. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Safe {
  return new Safe(strings.reduce((markup, part, index) => `${markup}${write(values[index - 1])}${part}`));
}

function write(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Safe) return value.toString();
  if (typeof value === 'object') return value.map(write).join('');
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
