import { Command, InvalidArgumentError } from 'commander';
import type { CatalogueStatus } from '../catalogue/command-catalogue.js';
import { localized } from '../language/localized.js';
import { CommandProblem, reportProblems } from '../process/command-problem.js';
import { print, printJson } from '../process/print.js';

const texts = localized({
  en: {
    description:
      'Search the operations of Alipay by id, summary (Chinese or English) and field; an id shows its reference.',
    words: 'words that must all match, such as: refund · 退款 · out_request_no · alipay.trade.refund',
    limit: 'the most operations to list',
    json: 'print JSON',
    help: '\nExit codes: 0 found; 1 nothing matches.',
    none: (words: string) => `no operation matches "${words}"`,
    listed: (listed: number, found: number) =>
      `${listed} of ${found} operations. "lingpai apis <id>" shows one with all its fields.`,
    fields: 'fields: ',
    expected: 'Expected a whole number from 1 to 99999.',
  },
  zh: {
    description: '按接口名、摘要（中文或英文）和字段搜索支付宝的接口；给出接口名则显示其参考。',
    words: '必须全部匹配的词，如：refund · 退款 · out_request_no · alipay.trade.refund',
    limit: '最多列出多少个接口',
    json: '输出 JSON',
    help: '\n退出码：0 已找到；1 没有匹配。',
    none: (words: string) => `没有接口匹配“${words}”`,
    listed: (listed: number, found: number) =>
      `共 ${found} 个接口，列出 ${listed} 个。“lingpai apis <接口名>”显示一个接口的全部字段。`,
    fields: '字段：',
    expected: '应为 1 到 99999 的整数。',
  },
});

interface ApisOptions {
  readonly limit: number;
  readonly json?: boolean;
}

/** `lingpai apis`: searches Alipay's operations, or shows the reference of one. */
export function apisCommand(): Command {
  return new Command('apis')
    .description(texts.description)
    .argument('[words...]', texts.words)
    .option('--limit <number>', texts.limit, parseLimit, 20)
    .option('--json', texts.json)
    .addHelpText('after', texts.help)
    .action((words: readonly string[], options: ApisOptions) => reportProblems(() => showApis(words, options)));
}

async function showApis(words: readonly string[], { limit, json = false }: ApisOptions): Promise<void> {
  const { findOperation, readCommandCatalogue } = await import('../catalogue/command-catalogue.js');
  const catalogue = readCommandCatalogue();
  const [id = ''] = words;
  const operation = words.length === 1 ? findOperation(catalogue, id) : undefined;
  if (operation !== undefined) {
    const { describeOperation } = await import('../catalogue/describe-operation.js');
    const { operationReference } = await import('../catalogue/operation-reference.js');
    return json
      ? printJson(operationReference(catalogue, id, operation))
      : print(describeOperation(catalogue, id, operation));
  }
  const { searchOperations } = await import('../catalogue/search-operations.js');
  const found = searchOperations(catalogue, words);
  if (found.length === 0) throw new CommandProblem(texts.none(words.join(' ')));
  const listed = found.slice(0, limit);
  if (json) return printJson(listed);
  for (const one of listed)
    print(`${one.id}${mark(one.status)}\n    ${one.en}\n    ${one.zh}${matchedFields(one.fields)}`);
  print(`\n${texts.listed(listed.length, found.length)}`);
}

const mark = (status: CatalogueStatus | undefined) => (status === undefined ? '' : `  (${status.kind})`);

const shownFields = 5;

function matchedFields(fields: readonly string[]): string {
  if (fields.length === 0) return '';
  return `\n    ${texts.fields}${fields.slice(0, shownFields).join(', ')}${fields.length > shownFields ? ', …' : ''}`;
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(texts.expected);
}
