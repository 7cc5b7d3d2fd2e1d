// What is wrong with the texts of the catalogue: a term that the glossary calls otherwise, a text that stands twice.

const escaped = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whole words in any letter case, the plural included. */
const wordPattern = (word) => new RegExp(`\\b${escaped(word)}(?:s|es)?\\b`, 'i');

/**
 * @param {{ terms: readonly { zh: string, en: string, forms?: readonly string[], avoid?: readonly string[] }[] }} glossary
 */
export function makeTermCheck({ terms }) {
  const avoided = terms.flatMap(({ en, avoid = [] }) =>
    avoid.map((word) => ({ word, en, pattern: wordPattern(word) })),
  );
  const required = terms
    .map(({ zh, en, forms = [en] }) => ({ zh, en, forms: forms.map((form) => form.toLowerCase()) }))
    .sort((one, other) => other.zh.length - one.zh.length);
  /** @param {{ en: string, zh?: string }} text one text in both languages; without Chinese, only avoided words count */
  return function* termProblems({ en, zh = '' }) {
    const lower = en.toLowerCase();
    let rest = zh;
    for (const term of required) {
      if (!rest.includes(term.zh)) continue;
      if (!term.forms.some((form) => lower.includes(form))) yield `"${en}" lacks "${term.en}" for ${term.zh}`;
      // A shorter term within a longer one is not meant.
      rest = rest.replaceAll(term.zh, ' ');
    }
    for (const { word, en: term, pattern } of avoided) {
      if (pattern.test(en)) yield `"${en}" says "${word}"; the glossary says "${term}"`;
    }
  };
}

/** @param {{ terms: readonly { zh: string, en: string, forms?: readonly string[], avoid?: readonly string[] }[] }} glossary */
export function* glossaryProblems({ terms }) {
  const seen = new Set();
  for (const { zh, en, forms = [], avoid = [] } of terms) {
    if (seen.has(zh)) yield `${zh} stands twice`;
    seen.add(zh);
    for (const word of avoid) if ([en, ...forms].includes(word)) yield `${zh} both uses and avoids "${word}"`;
  }
}

/** @param {Iterable<readonly [string, string]>} texts the place of each text and the text */
export function* repeatedTexts(texts) {
  const places = new Map();
  for (const [place, text] of texts) {
    const key = text.toLowerCase();
    const other = places.get(key);
    if (other !== undefined) yield `${place} says the same as ${other}: ${text}`;
    else places.set(key, place);
  }
}

/** Whether a summary says that an operation pages although none of its request fields does. */
export const claimsPaging = ({ en, zh }, requestFields) =>
  (en.includes('page by page') || zh.includes('分页')) && !requestFields.some((name) => name.includes('page'));
