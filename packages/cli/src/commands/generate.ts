import { Command } from 'commander';
import type { GenerateOptions } from '../catalogue/generate-modules.js';
import { localized } from '../language/localized.js';

const texts = localized({
  en: {
    description: "Write typed API modules from Alipay's OpenAPI document.",
    from: 'the OpenAPI 3 document, as JSON or YAML',
    out: 'folder for the modules; created if missing',
    runtime: "where the modules import the client's types from",
    facts: 'what is known beyond the document, as JSON or YAML',
  },
  zh: {
    description: '由支付宝的 OpenAPI 文档生成带类型的接口模块。',
    from: 'OpenAPI 3 文档，JSON 或 YAML',
    out: '模块所在的文件夹；不存在则创建',
    runtime: '模块从哪里导入客户端的类型',
    facts: '文档之外的已知信息，JSON 或 YAML',
  },
});

/** `lingpai generate`: typed API modules from an OpenAPI document. */
export function generateCommand(): Command {
  return new Command('generate')
    .description(texts.description)
    .requiredOption('--from <file>', texts.from)
    .requiredOption('--out <directory>', texts.out)
    .option('--runtime <specifier>', texts.runtime, '@lingpai/alipay')
    .option('--facts <file>', texts.facts)
    .action(async (options: GenerateOptions, command: Command) => {
      const [{ generateModules }, { isDocumentProblem }] = await Promise.all([
        import('../catalogue/generate-modules.js'),
        import('../catalogue/read-document.js'),
      ]);
      try {
        const { warnings, summary } = await generateModules(options);
        const { writeErr, writeOut } = command.configureOutput();
        if (warnings !== '') writeErr?.(warnings);
        writeOut?.(`${summary}\n`);
      } catch (error) {
        if (!isDocumentProblem(error)) throw error;
        command.error(`error: ${error.message}`, { exitCode: 1 });
      }
    });
}
