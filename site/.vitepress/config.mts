import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DefaultTheme, defineConfig, type MarkdownEnv, type MarkdownRenderer } from 'vitepress';
import { type Language, navigationBar, sidebar } from '../navigation.mts';
import { tokenize } from '../tokenize.mts';

const content = new URL('../content/', import.meta.url).pathname;
const searchTexts: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(content, 'search.json'), 'utf8'));

/** What the index of the search holds of a page: of the classes, names and titles; of the guides, everything. */
function searchedText(source: string, env: MarkdownEnv, md: MarkdownRenderer): string {
  const known = searchTexts[env.relativePath];
  if (known !== undefined) return known;
  const html = md.render(source, env);
  return env.frontmatter?.search === false || env.relativePath.endsWith('reference/index.md') ? '' : html;
}

/** Chinese has no spaces between words: a line break of the source is none on the page. */
function joinChineseLines(md: MarkdownRenderer): void {
  const punctuation = /[\u3000-\u303f\uff00-\uffef]/u;
  const character = /\p{Script=Han}/u;
  md.renderer.rules.softbreak = (tokens, index) => {
    const before = tokens[index - 1]?.content.at(-1) ?? '';
    const after = tokens[index + 1]?.content.at(0) ?? '';
    return punctuation.test(before) || (character.test(before) && character.test(after)) ? '' : '\n';
  };
}

const chineseSearch = {
  button: { buttonText: '搜索', buttonAriaLabel: '搜索文档' },
  modal: {
    displayDetails: '显示详情',
    resetButtonTitle: '清除',
    backButtonTitle: '关闭',
    noResultsText: '没有找到',
    footer: { selectText: '选择', navigateText: '切换', closeText: '关闭' },
  },
};

const chineseWords: DefaultTheme.Config = {
  outline: { label: '本页内容', level: 2 },
  docFooter: { prev: '上一篇', next: '下一篇' },
  darkModeSwitchLabel: '外观',
  lightModeSwitchTitle: '切换到浅色',
  darkModeSwitchTitle: '切换到深色',
  sidebarMenuLabel: '目录',
  returnToTopLabel: '回到顶部',
  langMenuLabel: '切换语言',
  skipToContentLabel: '跳到正文',
  notFound: { title: '页面不存在', quote: '请检查地址，或使用搜索。', linkText: '回到首页', linkLabel: '回到首页' },
};

function themeOf(language: Language): DefaultTheme.Config {
  const common = { nav: navigationBar(language), sidebar: sidebar(language) };
  return language === 'en' ? { ...common, outline: { level: 2 } } : { ...common, ...chineseWords };
}

export default defineConfig({
  title: 'Lingpai',
  description: "Alipay's OpenAPI v3 for TypeScript: client, local Alipay, vault",
  srcDir: 'content',
  outDir: 'dist',
  cacheDir: '.vitepress/cache',
  cleanUrls: false,
  metaChunk: true,
  lastUpdated: false,
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    anchor: { level: [1, 2, 3, 4] },
    config: joinChineseLines,
  },
  locales: {
    root: { label: 'English', lang: 'en', themeConfig: themeOf('en') },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      title: '令牌 Lingpai',
      description: '支付宝 OpenAPI v3 的 TypeScript 客户端、本地支付宝与授权库',
      themeConfig: themeOf('zh'),
    },
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        detailedView: false,
        locales: { zh: { translations: chineseSearch } },
        miniSearch: {
          options: { tokenize },
          searchOptions: { fuzzy: false, prefix: true, boost: { title: 6, text: 2, titles: 1 } },
        },
        _render: searchedText,
      },
    },
  },
  transformHead: ({ pageData }) => [
    ['link', { rel: 'alternate', type: 'text/markdown', href: `/${pageData.relativePath}` }],
  ],
  // Each page is also there as Markdown.
  buildEnd({ outDir }) {
    for (const file of readdirSync(content, { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.md')) cpSync(join(content, file), join(outDir, file));
    }
  },
});
