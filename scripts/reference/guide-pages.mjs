// @ts-check
// The guides of `docs/` as pages of the site. `npm run check:guides` makes sure that each exists in both languages.
import { readFileSync } from 'node:fs';

/**
 * @typedef {import('./model.d.ts').Language} Language
 * @typedef {{ name: string, en: string, zh: string }} Guide
 * @typedef {{ en: string, zh: string, guides: readonly Guide[] }} GuideGroup
 */

const root = new URL('../../', import.meta.url);
/** @type {readonly GuideGroup[]} */
export const guideGroups = JSON.parse(readFileSync(new URL('guides.json', import.meta.url), 'utf8'));
const listed = guideGroups.flatMap(({ guides }) => guides);

/** @param {string} name @param {Language} language */
function fileOf(name, language) {
  if (name === 'security') return new URL(language === 'en' ? 'SECURITY.md' : 'docs/zh/security.md', root);
  return new URL(language === 'en' ? `docs/${name}.md` : `docs/zh/${name}.md`, root);
}

/** Files of the repository that are no pages. */
const notOnSite =
  /\[([^\]]+)\]\((?:\.\.\/)*(?:(?:CHANGELOG|ARCHITECTURE|CONTRIBUTING)\.md|(?:examples|packages)\/[^)\s]*)(?:#[^)]*)?\)/g;

/** Links of a guide as they are on the site. @param {string} text @param {Language} language */
function withSiteLinks(text, language) {
  return text
    .replaceAll(notOnSite, '$1')
    .replaceAll(/\]\((?!https?:|#)([^)\s#]*?)([\w.-]+)\.md(#[^)\s]*)?\)/g, (_all, folder, file, hash = '') => {
      if (file === 'README' || file === 'README.zh-CN') return '](../index.md)';
      if (file === 'SECURITY') return `](./security.md${hash})`;
      // A Chinese page that gives the essence only leads to the whole English one.
      return `](${language === 'zh' && folder === '../' ? '../../guide/' : './'}${file}.md${hash})`;
    });
}

/** @param {Language} language @returns {string} */
function overview(language) {
  const title = language === 'en' ? 'Guides' : '指南';
  const groups = guideGroups.map((group) => {
    const lines = group.guides.map(({ name, ...titles }) => `- [${titles[language]}](./${name}.md)`);
    return `## ${group[language]}\n\n${lines.join('\n')}`;
  });
  return `# ${title}\n\n${groups.join('\n\n')}\n`;
}

/** The pages by their path below the language's root. @param {Language} language @returns {ReadonlyMap<string, string>} */
export function guidePages(language) {
  return new Map([
    ['guide/index.md', overview(language)],
    ...listed.map(
      ({ name }) =>
        /** @type {const} */ ([
          `guide/${name}.md`,
          withSiteLinks(readFileSync(fileOf(name, language), 'utf8'), language),
        ]),
    ),
  ]);
}
