import { Command } from 'commander';
import { configOption } from '../hub/config-option.js';
import { onDatabase } from '../hub/on-database.js';
import { worksOnly } from '../hub/works-only.js';
import { localized } from '../language/localized.js';
import { reportProblems } from '../process/command-problem.js';
import { print, printJson } from '../process/print.js';
import { printTable, timeOf } from '../process/print-table.js';
import { Progress } from '../process/progress.js';

const texts = localized({
  en: {
    description: 'The keys that seal what the database holds.',
    new: 'Add a new master key to the file of master keys. It seals nothing before it is made the current one.',
    status: 'List master keys, and which of them seal something.',
    reseal: 'Seal everything with the current master key. It can be interrupted and repeated, while the hub runs.',
    id: 'its id; by default the next number',
    dryRun: 'show what would be changed, and change nothing',
    json: 'print JSON',
    would: (id: string, file: string) => `would add the key "${id}" to ${file}`,
    added: (id: string, file: string) => `added the key "${id}" to ${file}

Next:
  1. Copy the file to every node, and keep a copy apart from backups of the database. Restart every node.
  2. Set masterKeys.current to "${id}" on every node, and restart them.
  3. lingpai master-key reseal
  4. lingpai master-key status: keys that are no longer used can leave the file.`,
    resealed: (count: number) => `rows sealed with the current key: ${count}`,
    quarantined: (count: number) => `rows that do not open, and were set aside: ${count}\n`,
    retired: (ids: string) => `no longer used: ${ids}`,
    wouldReseal: (ids: string) => `would seal with the current key what is sealed with: ${ids}`,
    nothing: 'everything is sealed with the current key',
    head: ['key', 'current', 'given', 'used', 'since'],
    yes: 'yes',
    no: 'no',
    help: '\nExit codes: 0 done; 1 wrong usage, or a key, the file or the database cannot be used.',
  },
  zh: {
    description: '加密数据库内容的主密钥。',
    new: '向主密钥文件添加新的主密钥。设为当前主密钥之前，它不加密任何数据。',
    status: '列出主密钥，以及哪些仍在使用。',
    reseal: '用当前主密钥重新加密全部数据。可以中断、重复执行；令牌中心可以同时运行。',
    id: '密钥的 id；默认为下一个编号',
    dryRun: '只显示将做的改动，不执行',
    json: '输出 JSON',
    would: (id: string, file: string) => `将向 ${file} 添加密钥“${id}”`,
    added: (id: string, file: string) => `已向 ${file} 添加密钥“${id}”

接下来：
  1. 把该文件复制到每个节点，并另存一份，不要与数据库备份放在一起。重启每个节点。
  2. 在每个节点把 masterKeys.current 设为“${id}”，再重启。
  3. lingpai master-key reseal
  4. lingpai master-key status：不再使用的密钥可以从文件中删除。`,
    resealed: (count: number) => `已用当前密钥加密 ${count} 行`,
    quarantined: (count: number) => `有 ${count} 行打不开，已隔离\n`,
    retired: (ids: string) => `不再使用：${ids}`,
    wouldReseal: (ids: string) => `将用当前密钥重新加密由以下密钥加密的数据：${ids}`,
    nothing: '全部数据都已用当前密钥加密',
    head: ['密钥', '当前', '已提供', '在用', '启用时间'],
    yes: '是',
    no: '否',
    help: '\n退出码：0 完成；1 用法错误，或者密钥、文件、数据库无法使用。',
  },
});

interface Options {
  readonly config?: string;
  readonly id?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `lingpai master-key`: the change of a master key. */
export function masterKeyCommand(): Command {
  const group = new Command('master-key').description(texts.description);
  for (const command of [create(), status(), reseal()]) group.addCommand(command);
  return group;
}

const keyCommand = (name: string, description: string) =>
  worksOnly(new Command(name), 'database')
    .description(description)
    .addOption(configOption())
    .option('--json', texts.json)
    .addHelpText('after', texts.help);

function create(): Command {
  return keyCommand('new', texts.new)
    .option('--id <id>', texts.id)
    .option('--dry-run', texts.dryRun)
    .action(({ config, id, dryRun = false, json = false }: Options) =>
      reportProblems(async () => {
        const { addMasterKey } = await import('../master-key/add-master-key.js');
        const added = await addMasterKey({ config, id, dryRun });
        if (json) printJson({ ...added, added: !dryRun });
        else print((dryRun ? texts.would : texts.added)(added.id, added.file));
      }),
    );
}

function status(): Command {
  return keyCommand('status', texts.status).action(({ config, json = false }: Options) =>
    onDatabase(config, async (vault) => {
      const keys = await vault.masterKeys();
      if (json) return printJson(keys);
      const word = (value: boolean) => (value ? texts.yes : texts.no);
      const rows = keys.map((one) => [
        one.id,
        word(one.isCurrent),
        word(one.isGiven),
        word(one.isUsed),
        timeOf(one.createdAt),
      ]);
      await printTable(texts.head, rows);
    }),
  );
}

function reseal(): Command {
  return keyCommand('reseal', texts.reseal)
    .option('--dry-run', texts.dryRun)
    .action(({ config, dryRun = false, json = false }: Options) =>
      onDatabase(config, async (vault) => {
        if (dryRun) {
          const others = (await vault.masterKeys()).filter((one) => one.isUsed && !one.isCurrent).map(({ id }) => id);
          if (json) return printJson({ keys: others });
          return print(others.length === 0 ? texts.nothing : texts.wouldReseal(others.join(', ')));
        }
        const progress = new Progress();
        const onProgress = ({ resealed }: { resealed: number }) => progress.show(resealed);
        const result = await vault.reseal({ onProgress }).finally(() => progress.end());
        if (json) return printJson(result);
        print(texts.resealed(result.resealed));
        if (result.quarantined > 0) process.stderr.write(texts.quarantined(result.quarantined));
        if (result.retired.length > 0) print(texts.retired(result.retired.join(', ')));
      }),
    );
}
