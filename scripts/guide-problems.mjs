// What is wrong with a guide in Chinese, compared with the English one, and with the links of any guide.

import { readdirSync } from 'node:fs';

/** The names of the pages in a folder. @param {string} folder */
export const namesIn = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -3));

/** The guides: English page → Chinese page, from the root of the repository. @returns {ReadonlyMap<string, string>} */
export const listGuides = () =>
  new Map([
    ...namesIn('docs').map((name) => /** @type {const} */ ([`docs/${name}.md`, `docs/zh/${name}.md`])),
    /** @type {const} */ (['SECURITY.md', 'docs/zh/security.md']),
  ]);

/** @param {string} page */
export const guideName = (page) => page.match(/([\w-]+)\.md$/)?.[1] ?? '';

/** Pages that give in Chinese the essence only, and lead to the English page for the rest. */
export const shortened = new Set(['hub-settings', 'reliability', 'scale']);

/** How the Chinese page of a guide departs from the English one. @param {string} name @param {string} english @param {string} chinese */
export function translationProblems(name, english, chinese) {
  const isShort = shortened.has(name);
  const expected = codeBlocks(english);
  const found = codeBlocks(chinese);
  const problems = [];
  if (isShort) {
    const missing = found.filter((block) => !expected.includes(block));
    problems.push(...missing.map((block) => `has code that the English page has not: ${firstLine(block)}`));
  } else {
    const differs = expected.findIndex((block, index) => block !== found[index]);
    if (differs !== -1)
      problems.push(`code block ${differs + 1} differs from the English page: ${firstLine(expected[differs])}`);
    else if (found.length > expected.length) problems.push('has more code blocks than the English page');
    const [levels, foundLevels] = [english, chinese].map((text) =>
      headings(text)
        .map(({ level }) => level)
        .join(''),
    );
    if (levels !== foundLevels)
      problems.push(`has other sections than the English page (${foundLevels}, not ${levels})`);
    const [rows, foundRows] = [english, chinese].map(tableRows);
    if (rows !== foundRows) problems.push(`has ${foundRows} rows in its tables, the English page ${rows}`);
  }
  return problems.map((problem) => `docs/zh/${name}.md ${problem}`);
}

/** The anchors of a page, those on which GitHub and the site agree. @param {string} text */
export function anchorsOf(text) {
  const titles = headings(text).map(({ title }) => title);
  const onSite = new Set(titles.map(siteAnchor));
  return new Set(titles.map(gitHubAnchor).filter((anchor) => onSite.has(anchor)));
}

/** The links of a page to other files and to sections. @param {string} text */
export function linksOf(text) {
  const prose = text.replaceAll(/^```.*?^```/gms, '');
  return [...prose.matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]*))?\)/g)].map(([, path = '', anchor]) => ({
    path,
    anchor,
  }));
}

/** Code without the comments and placeholders of shell commands, which are prose. @param {string} text */
function codeBlocks(text) {
  return [...text.matchAll(/^```(\w*).*?\n(.*?)^```/gms)].map(([block, language, code = '']) =>
    language === 'sh' ? `sh\n${code.replaceAll(/(^|\s+)#\s.*$/gm, '').replaceAll(/<[^<>]*>/g, '<…>')}` : block,
  );
}

function firstLine(block = '') {
  return block.split('\n')[1] ?? '';
}

function tableRows(text) {
  return text.replaceAll(/^```.*?^```/gms, '').match(/^\|/gm)?.length ?? 0;
}

function headings(text) {
  const prose = text.replaceAll(/^```.*?^```/gms, '');
  return [...prose.matchAll(/^(#+) (.*)$/gm)].map(([, { length: level }, title]) => ({
    level,
    title: title.replaceAll(/[`*]|\[([^\]]*)\]\([^)]*\)/g, '$1'),
  }));
}

function gitHubAnchor(title) {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function siteAnchor(title) {
  return title
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}
