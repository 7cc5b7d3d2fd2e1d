// @ts-check
// What the search of the site knows about the pages of the classes: less than they show, so that the index stays small.
import { methodAnchor } from './api-page.mjs';

/**
 * @typedef {import('./model.d.ts').Api} Api
 * @typedef {import('./model.d.ts').Field} Field
 * @typedef {import('./model.d.ts').Language} Language
 * @typedef {import('./model.d.ts').Reference} Reference
 */

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** @param {number} level @param {string} anchor @param {string} text */
const heading = (level, anchor, text) =>
  `<h${level} id="${anchor}">${escaped(text)} <a class="header-anchor" href="#${anchor}">&ZeroWidthSpace;</a></h${level}>`;

/** The names of fields; the Chinese ones are searched for on the English pages too. @param {readonly Field[]} fields @param {Language} language */
function fieldWords(fields, language) {
  return fields.flatMap(({ name, fact }) => [name, fact.name ?? '', (language === 'en' && fact.nameEn) || '']);
}

/**
 * The names of nested fields, each once.
 *
 * @param {readonly Field[]} fields
 * @param {Pick<Reference, 'schemas'>} reference
 * @param {Set<string>} [seen]
 * @returns {readonly string[]}
 */
function nestedNames(fields, reference, seen = new Set()) {
  return fields.flatMap(({ model }) => {
    const schema = model === undefined || seen.has(model) ? undefined : reference.schemas.get(model);
    if (model === undefined || schema === undefined) return [];
    seen.add(model);
    return [...schema.fields.map(({ name }) => name), ...nestedNames(schema.fields, reference, seen)];
  });
}

/** HTML as the search expects it: a heading with an anchor for each section. @param {Api} api @param {Reference} reference @param {Language} language */
export function searchText(api, reference, language) {
  const sections = api.operations.flatMap(({ id, method, title, summary, fields, response }) => {
    const all = [...fields, ...(response?.fields ?? [])];
    const text = [method, summary[language], ...fieldWords(all, language), ...new Set(nestedNames(all, reference))];
    return [
      heading(2, methodAnchor(method), title === undefined ? id : `${id} ${title}`),
      `<p>${escaped([...new Set(text)].join(' '))}</p>`,
    ];
  });
  return [heading(1, api.module, api.className), `<p>${escaped(api.domain[language])}</p>`, ...sections].join('\n');
}

/**
 * The same of the methods of the v2 gateway.
 *
 * @param {{ methods: readonly import('./model.d.ts').PageMethod[], schemas: Reference['schemas'] }} pages
 * @param {{ title: string, anchor: (id: string) => string, language: Language }} page
 */
export function pagesSearchText({ methods, schemas }, { title: pageTitle, anchor, language }) {
  const sections = methods.flatMap(({ id, title = '', summary, fields }) => {
    const text = [summary[language], ...fieldWords(fields, language), ...new Set(nestedNames(fields, { schemas }))];
    return [heading(2, anchor(id), `${id} ${title}`.trim()), `<p>${escaped([...new Set(text)].join(' '))}</p>`];
  });
  return [heading(1, 'v2', pageTitle), ...sections].join('\n');
}
