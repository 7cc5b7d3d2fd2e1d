import { Command } from 'commander';
import { localized } from '../language/localized.js';
import { exitCodes } from '../process/command-problem.js';
import { print, printJson } from '../process/print.js';

interface DiffOptions {
  readonly json?: boolean;
}

const texts = localized({
  en: {
    description: "Tools for Alipay's OpenAPI documents.",
    diff: 'Compare two OpenAPI documents of Alipay by operation, field and error code.',
    older: 'the older document, as JSON or YAML',
    newer: 'the newer one',
    json: 'print JSON',
    help: `
A change breaks callers when a program written for the old document may fail with the new one, or no longer compile
with modules generated from it. Error codes never do. Descriptions, examples and limits are not compared.

Exit codes: 0 nothing breaks callers; 1 a document cannot be read or used; 2 something breaks callers.`,
  },
  zh: {
    description: '用于支付宝 OpenAPI 文档的工具。',
    diff: '按接口、字段和错误码比较支付宝的两份 OpenAPI 文档。',
    older: '较旧的文档，JSON 或 YAML',
    newer: '较新的文档',
    json: '输出 JSON',
    help: `
如果按旧文档写的程序在新文档下可能失败，或用新文档生成的模块后不再通过编译，该变化就会影响调用方。错误码不会。说明、示例和限制不作比较。

退出码：0 没有影响调用方的变化；1 文档无法读取或使用；2 有影响调用方的变化。`,
  },
});

/** `lingpai catalogue`: tools for Alipay's OpenAPI documents. */
export function catalogueCommand(): Command {
  const diff = new Command('diff')
    .description(texts.diff)
    .argument('<old>', texts.older)
    .argument('<new>', texts.newer)
    .option('--json', texts.json)
    .addHelpText('after', texts.help)
    .action(async (older: string, newer: string, options: DiffOptions, command: Command) => {
      const { isDocumentProblem } = await import('../catalogue/read-document.js');
      try {
        await showDiff(older, newer, options);
      } catch (error) {
        if (!isDocumentProblem(error)) throw error;
        command.error(`error: ${error.message}`, { exitCode: 1 });
      }
    });
  return new Command('catalogue').description(texts.description).addCommand(diff);
}

async function showDiff(older: string, newer: string, { json = false }: DiffOptions): Promise<void> {
  const [{ diffDocuments }, { readDocument }, { diffText }] = await Promise.all([
    import('@lingpai/alipay/generator'),
    import('../catalogue/read-document.js'),
    import('../catalogue/diff-text.js'),
  ]);
  const diff = diffDocuments(await readDocument(older), await readDocument(newer));
  for (const warning of diff.warnings) process.stderr.write(`warning: ${warning}\n`);
  if (json) printJson(diff);
  else print(diffText(diff));
  process.exitCode = diff.summary.breaking === 0 ? 0 : exitCodes.breaking;
}
