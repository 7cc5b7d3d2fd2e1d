// @ts-check
// The guides of `docs/` as pages of the site; the Chinese site links to the English guide where there is no Chinese one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { words } from './words.mjs';

/**
 * @typedef {import('./model.d.ts').Language} Language
 * @typedef {{ name: string, en: string, zh: string }} Guide
 * @typedef {{ en: string, zh: string, guides: readonly Guide[] }} GuideGroup
 */

const root = new URL('../../', import.meta.url);
/** @type {readonly GuideGroup[]} */
const listedGroups = JSON.parse(readFileSync(new URL('guides.json', import.meta.url), 'utf8'));

/** The guides that `guides.json` does not list, under their own titles. @returns {readonly GuideGroup[]} */
function otherGuides() {
  const names = new Set(listedGroups.flatMap(({ guides }) => guides.map(({ name }) => name)));
  const guides = readdirSync(new URL('docs/', root))
    .filter((file) => file.endsWith('.md') && !names.has(file.slice(0, -3)))
    .map((file) => {
      const [title = file] = readFileSync(new URL(`docs/${file}`, root), 'utf8').split('\n');
      return { name: file.slice(0, -3), en: title.replace(/^# /, ''), zh: title.replace(/^# /, '') };
    });
  return guides.length === 0 ? [] : [{ en: 'More', zh: '其他', guides }];
}

export const guideGroups = [...listedGroups, ...otherGuides()];
const listed = guideGroups.flatMap(({ guides }) => guides);

/** @param {string} name @param {Language} language */
function fileOf(name, language) {
  if (name === 'security') return new URL(language === 'en' ? 'SECURITY.md' : 'docs/zh/security.md', root);
  return new URL(language === 'en' ? `docs/${name}.md` : `docs/zh/${name}.md`, root);
}

/** Whether the guide exists in that language. @param {string} name @param {Language} language */
export const hasGuide = (name, language) => existsSync(fileOf(name, language));

/** The address of a guide from a page of the reference. @param {string} name @param {Language} language */
export const guideLink = (name, language) =>
  language === 'zh' && !hasGuide(name, 'zh') ? `../../guide/${name}.md` : `../guide/${name}.md`;

/** Files of the repository that are no pages. */
const notOnSite =
  /\[([^\]]+)\]\((?:\.\.\/)*(?:(?:CHANGELOG|ARCHITECTURE|CONTRIBUTING)\.md|(?:examples|packages)\/[^)\s]*)(?:#[^)]*)?\)/g;

/** Links of a guide as they are on the site. @param {string} text @param {Language} language */
function withSiteLinks(text, language) {
  return text
    .replaceAll(notOnSite, '$1')
    .replaceAll(/\]\((?!https?:|#)[^)\s#]*?([\w.-]+)\.md(#[^)\s]*)?\)/g, (_all, file, hash = '') => {
      if (file === 'README' || file === 'README.zh-CN') return '](../index.md)';
      const name = file === 'SECURITY' ? 'security' : file;
      return `](${language === 'zh' && !hasGuide(name, 'zh') ? '../../guide/' : './'}${name}.md${hash})`;
    });
}

/** @param {Language} language @returns {string} */
function overview(language) {
  const title = language === 'en' ? 'Guides' : '指南';
  const groups = guideGroups.map((group) => {
    const lines = group.guides.map(({ name, ...titles }) => {
      if (hasGuide(name, language)) return `- [${titles[language]}](./${name}.md)`;
      return `- [${titles[language]}](../../guide/${name}.md)（${words.zh.untranslated}此链接指向英文版）`;
    });
    return `## ${group[language]}\n\n${lines.join('\n')}`;
  });
  return `# ${title}\n\n${groups.join('\n\n')}\n`;
}

/** The pages by their path below the language's root. @param {Language} language @returns {ReadonlyMap<string, string>} */
export function guidePages(language) {
  const existing = listed.filter(({ name }) => hasGuide(name, language));
  return new Map([
    ['guide/index.md', overview(language)],
    ...existing.map(
      ({ name }) =>
        /** @type {const} */ ([
          `guide/${name}.md`,
          withSiteLinks(readFileSync(fileOf(name, language), 'utf8'), language),
        ]),
    ),
  ]);
}
