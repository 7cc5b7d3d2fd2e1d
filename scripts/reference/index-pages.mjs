// @ts-check
// The pages around the classes: the overview, the errors of every operation, the headers, and the start page.
import { errorTable, markedSummary } from './api-page.mjs';
import { plain } from './fact-text.mjs';
import { headersText } from './headers-text.mjs';
import { table } from './markdown-table.mjs';
import { words } from './words.mjs';

/**
 * @typedef {import('./api-page.mjs').Context} Context
 * @typedef {import('./model.d.ts').Language} Language
 */

/** @param {Context} context */
function overview({ reference, language }) {
  const text = words[language];
  const all = reference.apis.flatMap(({ operations }) => operations);
  const others = all.filter(({ status }) => status !== undefined && status.kind !== 'removed upstream').length;
  const sections = reference.domains.map((domain) => {
    const rows = reference.apis
      .filter((api) => api.domain === domain)
      .map(({ className, module, operations }) => [
        `[${className}](./${module}.md)`,
        operations.map((operation) => plain(markedSummary(operation, language))).join('<br>'),
      ]);
    return `## ${domain[language]} {#${domain.slug}}\n\n${domain.about[language]}\n\n${table([text.api, text.does], rows)}`;
  });
  return `# ${text.reference}\n\n${text.referenceIntro(all.length - others, reference.documentDate, others)}\n\n${sections.join('\n\n')}\n`;
}

/** @param {Context} context */
function commonErrors(context) {
  const { commonErrors: title, commonErrorsIntro } = words[context.language];
  return `# ${title}\n\n${commonErrorsIntro}\n\n${errorTable(context.reference.commonCodes, context)}\n`;
}

const start = {
  en: {
    text: 'Call Alipay on behalf of every merchant that authorized you',
    tagline:
      'OpenAPI v3 as typed TypeScript, a local Alipay for your tests, and a vault that never loses an authorization.',
    actions: [
      ['Quick start', './guide/quick-start'],
      ['API reference', './reference/'],
      ['The sandbox', './guide/sandbox'],
    ],
    features: [
      [
        'Every operation typed',
        "Every operation of Alipay's published v3 document of 2025-12-15, with its fields, known values, limits and error codes. Requests are signed, responses verified.",
      ],
      [
        'An Alipay on your laptop',
        'Consent pages, tokens, trades and notifications, with a clock you can move and faults you can inject.',
      ],
      [
        'Authorizations that last',
        'Token pairs are redeemed, encrypted, rotated and tracked on SQLite, PostgreSQL or MySQL.',
      ],
    ],
  },
  zh: {
    text: '以每一个已授权商户的身份调用支付宝',
    tagline: '带类型的 OpenAPI v3 客户端、本机上的支付宝，以及不会丢失授权的授权库。',
    actions: [
      ['快速开始', './guide/quick-start'],
      ['API 参考', './reference/'],
      ['沙箱', './guide/sandbox'],
    ],
    features: [
      [
        '接口全部带类型',
        '支付宝 2025-12-15 公布的 v3 文档中的全部接口，含字段、已知取值、限制与错误码；请求自动签名，响应自动验签。',
      ],
      ['本机上的支付宝', '授权页面、令牌、交易与通知；时钟可以拨动，故障可以注入。'],
      ['不会丢失的授权', '令牌对的换取、加密、刷新与跟踪，支持 SQLite、PostgreSQL 和 MySQL。'],
    ],
  },
};

/** @param {Language} language */
function startPage(language) {
  const { text, tagline, actions, features } = start[language];
  const frontmatter = {
    layout: 'home',
    hero: {
      name: language === 'en' ? 'Lingpai' : '令牌 Lingpai',
      text,
      tagline,
      actions: actions.map(([label, link], index) => ({ theme: index === 0 ? 'brand' : 'alt', text: label, link })),
    },
    features: features.map(([title, details]) => ({ title, details })),
  };
  // JSON is YAML.
  return `---\n${JSON.stringify(frontmatter, undefined, 2)}\n---\n`;
}

/** The pages by their path below the language's root. @param {Context} context @returns {ReadonlyMap<string, string>} */
export function indexPages(context) {
  const { language } = context;
  return new Map([
    ['index.md', startPage(language)],
    ['reference/index.md', overview(context)],
    ['reference/errors.md', commonErrors(context)],
    ['reference/headers.md', headersText[language]],
  ]);
}
