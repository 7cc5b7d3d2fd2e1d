// @ts-check
// Writes the pages of the site to `site/content`, as Markdown that can be read on its own.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiPage, methodAnchor } from './api-page.mjs';
import { guideGroups, guidePages } from './guide-pages.mjs';
import { indexPages } from './index-pages.mjs';
import { llmsText } from './llms-text.mjs';
import { pageAnchor, pagesModule, pagesPage, pagesTitle } from './pages-page.mjs';
import { readReference } from './read-apis.mjs';
import { readPages } from './read-pages.mjs';
import { pagesSearchText, searchText } from './search-text.mjs';

/** @typedef {import('./model.d.ts').Language} Language */

const content = new URL('../../site/content/', import.meta.url);
const reference = readReference();
const pageMethods = readPages();
const pageIds = new Set(pageMethods.methods.map(({ id }) => id));

/** A link to an operation, or its name where there is no page. @param {string} id */
function linkTo(id) {
  const found = reference.modules.get(id);
  if (found === undefined && pageIds.has(id)) return `[\`${id}\`](./${pagesModule}.md#${pageAnchor(id)})`;
  return found === undefined ? `\`${id}\`` : `[\`${id}\`](./${found.module}.md#${methodAnchor(found.method)})`;
}

/** @param {string} path @param {string} text */
function write(path, text) {
  const file = fileURLToPath(new URL(path, content));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** @type {Record<string, string>} */
const searchTexts = {};
/** @type {readonly Language[]} */
const languages = ['en', 'zh'];

rmSync(content, { recursive: true, force: true });
let pages = 0;
for (const language of languages) {
  const folder = language === 'en' ? '' : 'zh/';
  const context = { reference, language, linkTo };
  const texts = new Map([...indexPages(context), ...guidePages(language)]);
  for (const api of reference.apis) {
    const path = `reference/${api.module}.md`;
    texts.set(path, apiPage(api, context));
    searchTexts[folder + path] = searchText(api, reference, language);
  }
  const path = `reference/${pagesModule}.md`;
  texts.set(path, pagesPage(pageMethods, context));
  searchTexts[folder + path] = pagesSearchText(pageMethods, {
    title: pagesTitle(language),
    anchor: pageAnchor,
    language,
  });
  for (const [path, text] of texts) write(folder + path, text);
  pages += texts.size;
}
write('public/llms.txt', llmsText(reference, guideGroups));
mkdirSync(new URL('public/', content), { recursive: true });
cpSync(new URL('alipay-curl.sh', import.meta.url), new URL('public/alipay-curl.sh', content));
write('search.json', JSON.stringify(searchTexts));
write(
  'navigation.json',
  JSON.stringify({
    domains: reference.domains.map(({ slug, en, zh }) => ({ slug, en, zh })),
    guides: guideGroups,
    pages: { module: pagesModule, en: pagesTitle('en'), zh: pagesTitle('zh') },
  }),
);
console.log(`reference: ${pages} pages for ${reference.apis.length} classes in ${languages.length} languages`);
