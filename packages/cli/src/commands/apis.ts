import { Command, InvalidArgumentError } from 'commander';
import { CommandProblem, reportProblems } from '../process/command-problem.js';
import { print, printJson } from '../process/print.js';

interface ApisOptions {
  readonly limit: number;
  readonly json?: boolean;
}

/** `lingpai apis`: searches Alipay's operations, or shows the reference of one. */
export function apisCommand(): Command {
  return new Command('apis')
    .description(
      'Search the operations of Alipay by id, summary (Chinese or English) and field; an id shows its reference.',
    )
    .argument('[words...]', 'words that must all match, such as: refund · 退款 · out_request_no · alipay.trade.refund')
    .option('--limit <number>', 'the most operations to list', parseLimit, 20)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExit codes: 0 found; 1 nothing matches.')
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
  if (found.length === 0) throw new CommandProblem(`no operation matches "${words.join(' ')}"`);
  const listed = found.slice(0, limit);
  if (json) return printJson(listed);
  for (const one of listed) print(`${one.id}\n    ${one.en}\n    ${one.zh}${matchedFields(one.fields)}`);
  print(`\n${listed.length} of ${found.length} operations. "lingpai apis <id>" shows one with all its fields.`);
}

const shownFields = 5;

function matchedFields(fields: readonly string[]): string {
  if (fields.length === 0) return '';
  return `\n    fields: ${fields.slice(0, shownFields).join(', ')}${fields.length > shownFields ? ', …' : ''}`;
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 1 to 99999.');
}
