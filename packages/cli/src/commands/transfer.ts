import { Command } from 'commander';
import { configOption } from '../hub/config-option.js';
import { onDatabase } from '../hub/on-database.js';
import { worksOnly } from '../hub/works-only.js';
import { localized } from '../language/localized.js';
import { print, printJson } from '../process/print.js';
import { Progress } from '../process/progress.js';

const texts = localized({
  en: {
    backup: 'Write a copy of a SQLite database to a new file, while the hub runs.',
    export: 'Write every authorization to a new file, each line sealed with the current master key.',
    import:
      'Import authorizations from a file of export, or from a table of tokens. What is known already stays as it is.',
    to: 'the file to write; it must not exist',
    from: 'the file to read',
    records: 'the file has one JSON record a line: appId, authAppId, appAuthToken, and what else is known',
    dryRun: 'read and check everything, and store nothing',
    json: 'print JSON',
    backedUp: (file: string) => `written: ${file}; to open it in place of a lost database, set database.restored once`,
    exported: (authorizations: number, pairs: number) =>
      `written; authorizations: ${authorizations}, token pairs: ${pairs}`,
    unreadable: (count: number) => `left out, because they do not open: ${count} token pairs\n`,
    imported: (authorizations: number, pairs: number) =>
      `imported; authorizations: ${authorizations}, token pairs: ${pairs}`,
    wouldImport: (authorizations: number, pairs: number) =>
      `would import; authorizations: ${authorizations}, token pairs: ${pairs}`,
    helpRecords: `
A record: {"appId": "2021…", "authAppId": "2021…", "appAuthToken": "…", "appRefreshToken": "…", "userId": "2088…",
"reference": "shop-42", "issuedAt": 1750000000000, "refreshDeadline": 1780000000000}. Times are milliseconds since 1970; what you do not know
can be left out. Nothing is used before Alipay has confirmed it.

Exit codes: 0 done; 1 wrong usage, or the file or the database cannot be used.`,
    help: '\nExit codes: 0 done; 1 wrong usage, or the file or the database cannot be used.',
  },
  zh: {
    backup: '把 SQLite 数据库的副本写入新文件；令牌中心可以同时运行。',
    export: '把所有授权写入新文件，每行都用当前主密钥加密。',
    import: '从 export 的文件或令牌表导入授权。已有的数据保持不变。',
    to: '要写入的文件；必须不存在',
    from: '要读取的文件',
    records: '文件每行一条 JSON 记录：appId、authAppId、appAuthToken 以及其他已知信息',
    dryRun: '读取并检查全部内容，不存储',
    json: '输出 JSON',
    backedUp: (file: string) => `已写入：${file}；要用它替代丢失的数据库，请设置一次 database.restored`,
    exported: (authorizations: number, pairs: number) => `已写入 ${authorizations} 个授权、${pairs} 个令牌对`,
    unreadable: (count: number) => `有 ${count} 个令牌对打不开，未写入\n`,
    imported: (authorizations: number, pairs: number) => `已导入 ${authorizations} 个授权、${pairs} 个令牌对`,
    wouldImport: (authorizations: number, pairs: number) => `将导入 ${authorizations} 个授权、${pairs} 个令牌对`,
    helpRecords: `
一条记录：{"appId": "2021…", "authAppId": "2021…", "appAuthToken": "…", "appRefreshToken": "…", "userId": "2088…",
"reference": "shop-42", "issuedAt": 1750000000000, "refreshDeadline": 1780000000000}。时间是 1970 年以来的毫秒数；未知的可以省略。
支付宝确认之前不会使用任何令牌。

退出码：0 完成；1 用法错误，或者文件、数据库无法使用。`,
    help: '\n退出码：0 完成；1 用法错误，或者文件、数据库无法使用。',
  },
});

interface FileOptions {
  readonly config?: string;
  readonly json?: boolean;
}

const fileCommand = (name: string, description: string, file: string) =>
  worksOnly(new Command(name), 'database')
    .description(description)
    .argument('<file>', file)
    .addOption(configOption())
    .option('--json', texts.json);

/** `lingpai backup`. */
export function backupCommand(): Command {
  return fileCommand('backup', texts.backup, texts.to)
    .addHelpText('after', texts.help)
    .action((file: string, { config, json }: FileOptions) =>
      onDatabase(config, async (vault) => {
        await vault.backup({ to: file });
        if (json) printJson({ written: file });
        else print(texts.backedUp(file));
      }),
    );
}

/** `lingpai export`. */
export function exportCommand(): Command {
  return fileCommand('export', texts.export, texts.to)
    .addHelpText('after', texts.help)
    .action((file: string, { config, json }: FileOptions) =>
      onDatabase(config, async (vault) => {
        const { states } = await vault.status();
        const progress = new Progress({ total: states.reduce((sum, { count }) => sum + count, 0) });
        const onProgress = ({ authorizations }: { authorizations: number }) => progress.show(authorizations);
        const result = await vault.export({ to: file, onProgress }).finally(() => progress.end());
        if (json) return printJson(result);
        print(texts.exported(result.authorizations, result.pairs));
        if (result.unreadable > 0) process.stderr.write(texts.unreadable(result.unreadable));
      }),
    );
}

interface ImportOptions extends FileOptions {
  readonly records?: boolean;
  readonly dryRun?: boolean;
}

/** `lingpai import`. */
export function importCommand(): Command {
  return fileCommand('import', texts.import, texts.from)
    .option('--records', texts.records)
    .option('--dry-run', texts.dryRun)
    .addHelpText('after', texts.helpRecords)
    .action((file: string, { config, json, records = false, dryRun = false }: ImportOptions) =>
      onDatabase(config, async (vault) => {
        const { readRecords } = await import('../hub/read-records.js');
        const progress = new Progress();
        const onProgress = ({ authorizations }: { authorizations: number }) => progress.show(authorizations);
        const from = records ? readRecords(file) : file;
        const result = await vault.import({ from, dryRun, onProgress }).finally(() => progress.end());
        if (json) return printJson({ ...result, stored: !dryRun });
        const text = dryRun ? texts.wouldImport : texts.imported;
        print(text(result.authorizations, result.pairs));
      }),
    );
}
