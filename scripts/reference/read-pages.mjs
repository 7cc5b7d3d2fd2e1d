// @ts-check
// The methods of the v2 gateway whose `biz_content` is known, with everything that is known about each field.
import { pageFacts } from '../catalogue/pages-document.mjs';
import { readJson, readMerged } from '../catalogue/read-catalogue.mjs';

/**
 * @typedef {import('./model.d.ts').Fact} Fact
 * @typedef {import('./model.d.ts').Field} Field
 * @typedef {import('./model.d.ts').PageMethod} PageMethod
 * @typedef {import('./model.d.ts').Schema} Schema
 */

/**
 * @param {Readonly<Record<string, any>>} fields
 * @param {Readonly<Record<string, Fact>>} facts
 * @returns {readonly Field[]}
 */
function fieldsOf(fields, facts) {
  return Object.entries(fields).map(([name, { type, model, items }]) => {
    const { example, ...fact } = facts[name] ?? {};
    const named = model ?? items?.model;
    const base = named === undefined ? (items?.type ?? type) : 'object';
    return { name, list: type === 'array', base, model: named, modelType: named, fact, example };
  });
}

/** @returns {{ methods: readonly PageMethod[], schemas: ReadonlyMap<string, Schema> }} */
export function readPages() {
  const pages = readJson('v2-pages.json');
  const facts = pageFacts({ pages, facts: readMerged().facts, examples: readJson('examples.json') }).schemas;
  const methods = Object.entries(pages.methods).map(([id, { kind, title, model, summary, bizContent }]) => ({
    id,
    kind,
    title,
    summary,
    fields: fieldsOf(bizContent, facts[model]),
  }));
  const schemas = Object.entries(pages.models).map(
    ([name, fields]) => /** @type {const} */ ([name, { name, type: name, fields: fieldsOf(fields, facts[name]) }]),
  );
  return { methods, schemas: new Map(schemas) };
}
