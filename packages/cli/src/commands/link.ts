import type { Command } from 'commander';
import { applicationOption, applicationPath } from '../hub/application-option.js';
import { readPages } from '../hub/read-pages.js';
import { onTarget, targetCommand, targetGroup } from '../hub/target.js';
import { localized } from '../language/localized.js';
import { commaList, countBetween } from '../process/parse-count.js';
import { print, printJson } from '../process/print.js';
import { printTable, timeOf } from '../process/print-table.js';

interface Link {
  readonly id: string;
  readonly page: string;
  readonly state: string;
  readonly reference: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly authAppIds: readonly string[] | null;
}

const texts = localized({
  en: {
    description: 'Links on which merchants authorize the application.',
    new: 'Create a link, and print the address to give to the merchant.',
    list: 'List links, newest first.',
    reference: 'what you know the merchant by',
    kinds: 'kinds of applications, such as WEBAPP,MOBILEAPP; every kind by default',
    days: 'days for which the link is good',
    language: 'language of the page: zh or en',
    state: 'only links in this state: created, opened, authorized, declined or expired',
    ofReference: 'only links of this reference',
    limit: 'the most to list',
    dryRun: 'show what would be created, and create nothing',
    would: (reference: string, days: number) => `would create a link for "${reference}", good for ${days} days`,
    head: ['link', 'state', 'reference', 'created', 'expires', 'authorized'],
  },
  zh: {
    description: '商户用来授权的链接。',
    new: '创建链接，输出要发给商户的地址。',
    list: '列出链接，最新的在前。',
    reference: '你们用来识别商户的标识',
    kinds: '应用类型，如 WEBAPP,MOBILEAPP；默认所有类型',
    days: '链接的有效天数',
    language: '页面语言：zh 或 en',
    state: '只列出该状态的链接：created、opened、authorized、declined 或 expired',
    ofReference: '只列出该标识的链接',
    limit: '最多列出多少条',
    dryRun: '只显示将创建的内容，不创建',
    would: (reference: string, days: number) => `将为“${reference}”创建链接，有效 ${days} 天`,
    head: ['链接', '状态', '标识', '创建时间', '过期时间', '已授权'],
  },
});

/** `lingpai link`: consent links. */
export function linkCommand(): Command {
  return targetGroup('link', texts.description, [create(), list()]);
}

interface NewOptions {
  readonly app?: string;
  readonly kinds?: readonly string[];
  readonly days: number;
  readonly language?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

function create(): Command {
  const command = targetCommand('new', texts.new)
    .argument('<reference>', texts.reference)
    .addOption(applicationOption())
    .option('--kinds <list>', texts.kinds, commaList)
    .option('--days <number>', texts.days, countBetween(1, 30), 7)
    .option('--language <language>', texts.language)
    .option('--dry-run', texts.dryRun);
  return command.action((reference: string, { app, kinds, days, language, dryRun, json }: NewOptions) =>
    onTarget(command, async (api) => {
      const path = await applicationPath(api, app);
      if (dryRun) return print(texts.would(reference, days));
      const link = await api.post<Link>(`${path}/links`, { reference, kinds, expiresIn: days * 86_400, language });
      if (json) printJson(link);
      else print(link.page);
    }),
  );
}

interface ListOptions {
  readonly app?: string;
  readonly state?: string;
  readonly reference?: string;
  readonly limit: number;
  readonly json?: boolean;
}

function list(): Command {
  const command = targetCommand('list', texts.list)
    .addOption(applicationOption())
    .option('--state <state>', texts.state)
    .option('--reference <text>', texts.ofReference)
    .option('--limit <number>', texts.limit, countBetween(1, 100_000), 50);
  return command.action(({ app, state, reference, limit, json }: ListOptions) =>
    onTarget(command, async (api) => {
      const path = `${await applicationPath(api, app)}/links`;
      const links = await readPages<Link>(api, path, { member: 'links', limit, query: { state, reference } });
      if (json) return printJson(links);
      const rows = links.map((one) => [
        one.id,
        one.state,
        one.reference,
        timeOf(one.createdAt),
        timeOf(one.expiresAt),
        one.authAppIds?.join(', '),
      ]);
      await printTable(texts.head, rows);
    }),
  );
}
