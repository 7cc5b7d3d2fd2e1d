// @ts-check
// The page of the methods of the v2 gateway, and their examples.
import { fieldTable, typesSections } from './api-page.mjs';
import { literal } from './example-code.mjs';
import { exampleRequest } from './example-value.mjs';
import { code, plain } from './fact-text.mjs';

import { table } from './markdown-table.mjs';
import { words } from './words.mjs';

/**
 * @typedef {import('./api-page.mjs').Context} Context
 * @typedef {import('./model.d.ts').Language} Language
 * @typedef {import('./model.d.ts').PageMethod} PageMethod
 * @typedef {ReadonlyMap<string, import('./model.d.ts').Schema>} Schemas
 */

/** The page below `reference/`, without its extension. */
export const pagesModule = 'v2-pages';

/** The client's method for each kind. */
const clientMethods = { page: 'pageExecute', sdk: 'sdkExecute', gateway: 'requestV2' };

const texts = {
  en: {
    title: 'Pages, orders and calls of v2',
    intro: (/** @type {string} */ link) =>
      `Methods of the v2 gateway that applications of v3 still use. The client types their \`biz_content\` by the name of the method; [the guide](${link}) shows the options, and how a page's result comes back.`,
    kinds: {
      page: 'a page that the user opens in a browser',
      sdk: "an order for Alipay's mobile SDK",
      gateway: 'a call of your server',
    },
    sent: 'What `biz_content` holds',
  },
  zh: {
    title: 'v2 网关的页面、订单与调用',
    intro: (/** @type {string} */ link) =>
      `v3 应用仍在使用的 v2 网关方法。客户端按方法名给出 \`biz_content\` 的类型；选项和页面结果的返回方式见[指南](${link})。`,
    kinds: { page: '用户在浏览器中打开的页面', sdk: '交给支付宝移动 SDK 的订单串', gateway: '由服务端发起的调用' },
    sent: '`biz_content` 的内容',
  },
};

/** @param {string} id */
export const pageAnchor = (id) => id.replaceAll('.', '-');

/** A whole program. @param {PageMethod} method @param {Schemas} schemas */
export function pageExample({ id, kind, fields }, schemas) {
  const content = literal(exampleRequest(fields, schemas));
  return [
    "import { readFileSync } from 'node:fs';",
    "import { AlipayClient } from '@lingpai/alipay';",
    '',
    'const client = new AlipayClient({',
    "  appId: '2021000012345678',",
    "  privateKey: readFileSync('app-private-key.pem'),",
    "  alipayPublicKey: readFileSync('alipay-public-key.pem'),",
    '});',
    '',
    `const result = await client.${clientMethods[kind]}('${id}', ${content});`,
    'console.log(result);',
  ].join('\n');
}

/** @param {PageMethod} method @param {Schemas} schemas @param {Context} context */
function methodSection(method, schemas, context) {
  const { language } = context;
  const { id, kind, title, summary, fields } = method;
  const text = words[language];
  return [
    `## ${id} {#${pageAnchor(id)}}`,
    `${plain(summary[language])}${language === 'en' ? '.' : '。'}`,
    `${code(clientMethods[kind])}${text.colon}${texts[language].kinds[kind]}`,
    `### ${text.example}`,
    `\`\`\`ts\n${pageExample(method, schemas)}\n\`\`\``,
    `### ${texts[language].sent}`,
    fieldTable(fields, context, { sent: true }),
    ...(title === undefined ? [] : [`### ${text.notes}`, `- ${text.documentation(plain(title))}`]),
  ].join('\n\n');
}

/**
 * @param {{ methods: readonly PageMethod[], schemas: Schemas }} pages
 * @param {Context} context
 */
export function pagesPage({ methods, schemas }, context) {
  const { language } = context;
  const { title, intro } = texts[language];
  const rows = methods.map(({ id, kind, summary }) => [
    `[${code(id)}](#${pageAnchor(id)})`,
    code(clientMethods[kind]),
    plain(summary[language]),
  ]);
  const sent = methods.flatMap(({ fields }) => fields);
  return [
    `---\ntitle: ${title}\n---`,
    `# ${title}`,
    intro('../guide/pages.md'),
    table([words[language].method, 'AlipayClient', words[language].does], rows),
    ...methods.map((method) => methodSection(method, schemas, context)),
    ...typesSections(sent, [], { schemas, context }),
    '',
  ].join('\n\n');
}

/** The title of the page. @param {Language} language */
export const pagesTitle = (language) => texts[language].title;
