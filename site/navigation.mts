import { readFileSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';

export type Language = 'en' | 'zh';
type Titles = Readonly<Record<Language, string>>;

interface Navigation {
  readonly domains: readonly (Titles & { readonly slug: string })[];
  readonly pages: Titles & { readonly module: string };
  readonly guides: readonly (Titles & {
    readonly guides: readonly (Titles & { readonly name: string })[];
  })[];
}

const navigation: Navigation = JSON.parse(readFileSync(new URL('content/navigation.json', import.meta.url), 'utf8'));

const titles = {
  en: {
    guides: 'Guides',
    reference: 'API reference',
    all: 'All classes',
    errors: 'Errors of every operation',
    headers: 'Headers',
  },
  zh: { guides: '指南', reference: 'API 参考', all: '全部类', errors: '公共错误码', headers: '请求头与响应头' },
} as const;

const root = (language: Language) => (language === 'en' ? '' : '/zh');

export function navigationBar(language: Language): DefaultTheme.NavItem[] {
  const { guides, reference } = titles[language];
  const base = root(language);
  return [
    { text: guides, link: `${base}/guide/`, activeMatch: `^${base}/guide/` },
    { text: reference, link: `${base}/reference/`, activeMatch: `^${base}/reference/` },
  ];
}

function guideSidebar(language: Language): DefaultTheme.SidebarItem[] {
  return navigation.guides.map((group) => ({
    text: group[language],
    items: group.guides.map(({ name, ...text }) => ({ text: text[language], link: `${root(language)}/guide/${name}` })),
  }));
}

function referenceSidebar(language: Language): DefaultTheme.SidebarItem[] {
  const { all, errors, headers, reference } = titles[language];
  const base = `${root(language)}/reference`;
  return [
    {
      text: reference,
      items: [
        { text: all, link: `${base}/` },
        { text: navigation.pages[language], link: `${base}/${navigation.pages.module}` },
        { text: errors, link: `${base}/errors` },
        { text: headers, link: `${base}/headers` },
      ],
    },
    {
      items: navigation.domains.map((domain) => ({ text: domain[language], link: `${base}/#${domain.slug}` })),
    },
  ];
}

export function sidebar(language: Language): DefaultTheme.SidebarMulti {
  const base = root(language);
  return { [`${base}/guide/`]: guideSidebar(language), [`${base}/reference/`]: referenceSidebar(language) };
}
