import { Command } from 'commander';
import { configOption } from '../hub/config-option.js';
import { onDatabase } from '../hub/on-database.js';
import { worksOnly } from '../hub/works-only.js';
import { localized } from '../language/localized.js';
import { printJson } from '../process/print.js';
import { printTable } from '../process/print-table.js';
import { Progress } from '../process/progress.js';

const texts = localized({
  en: {
    description: 'Erase at once the history that is older than the settings say, while the hub runs.',
    dryRun: 'show how much would be erased, and erase nothing',
    json: 'print JSON',
    head: ['retention', 'days', 'rows erased'],
    dryHead: ['retention', 'days', 'rows to erase'],
    forever: 'forever',
    help: `
The workers of a running hub do the same little by little: this is for after a period was made shorter. SQLite gives the space to
new rows; VACUUM makes the file smaller.

Exit codes: 0 done; 1 wrong usage, or the database cannot be used.`,
  },
  zh: {
    description: '立即清理超过保留期限的历史数据；令牌中心可以同时运行。',
    dryRun: '只显示将清理多少，不清理',
    json: '输出 JSON',
    head: ['保留期限', '天数', '已清理行数'],
    dryHead: ['保留期限', '天数', '将清理行数'],
    forever: '永久',
    help: `
运行中的令牌中心会在后台逐步清理；缩短保留期限之后可用本命令立即清理。SQLite 会把空间留给新数据；VACUUM 可缩小文件。

退出码：0 完成；1 用法错误，或者数据库无法使用。`,
  },
});

interface Options {
  readonly config?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `lingpai prune`. */
export function pruneCommand(): Command {
  return worksOnly(new Command('prune'), 'database')
    .description(texts.description)
    .addOption(configOption())
    .option('--dry-run', texts.dryRun)
    .option('--json', texts.json)
    .addHelpText('after', texts.help)
    .action(({ config, dryRun = false, json = false }: Options) =>
      onDatabase(config, async (_, local) => {
        const progress = new Progress();
        const onProgress = (rows: number) => progress.show(rows);
        const pruned = await local.prune({ dryRun, onProgress }).finally(() => progress.end());
        if (json) return printJson({ erased: !dryRun, history: pruned });
        const rows = pruned.map(({ kind, days, rows: count }) => [
          kind,
          days === 'forever' ? texts.forever : days,
          count,
        ]);
        await printTable(dryRun ? texts.dryHead : texts.head, rows);
      }),
    );
}
