import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { localized } from '../language/localized.js';
import { reportProblems } from '../process/command-problem.js';
import { parsePort } from '../process/parse-port.js';
import { print, printJson } from '../process/print.js';
import { parseAddress } from '../sandbox/sandbox-option.js';

interface InitOptions {
  readonly directory: string;
  readonly publicUrl?: string;
  readonly port: number;
  readonly database?: string;
  readonly trustProxy?: readonly string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const texts = localized({
  en: {
    description: 'Write a working configuration of the hub, with a new master key and a new admin key.',
    directory: 'folder for the files',
    publicUrl: 'where browsers and Alipay reach the hub; by default this machine, for trying it out',
    port: 'port on 127.0.0.1 that the hub listens on',
    database: 'sqlite:<file>, postgres://… or mysql://…; by default a SQLite file in the folder',
    trustProxy: 'addresses and networks of proxies in front, such as 127.0.0.1',
    dryRun: 'show what would be written, and write nothing',
    json: 'print JSON',
    help: '\nExisting files are never overwritten.\n\nExit codes: 0 done; 1 wrong usage, or a file exists or cannot be written.',
    written: 'Written:',
    wouldWrite: 'Would write:',
    private: 'readable by you only',
    next: (config: string, publicUrl: string, adminKey: string) => `
Keep a copy of the master keys apart from backups of the database: without it, nothing in them opens.

Next:
  lingpai serve --config ${config}
  lingpai doctor --config ${config}

For other commands and programs:
  export LINGPAI_URL=${publicUrl} LINGPAI_KEY=$(cat ${adminKey})

In Alipay's console, for each application (<appId> is its APPID):
  authorization callback  ${publicUrl}/callback/<appId>
  application gateway     ${publicUrl}/notify/<appId>`,
    local: '\nAlipay does not reach an address of this machine: use the sandbox, or give --public-url https://…',
  },
  zh: {
    description: '生成可用的令牌中心配置，以及新的主密钥和管理密钥。',
    directory: '存放文件的文件夹',
    publicUrl: '浏览器和支付宝访问令牌中心的地址；默认是本机，仅供试用',
    port: '令牌中心在 127.0.0.1 上监听的端口',
    database: 'sqlite:<文件>、postgres://… 或 mysql://…；默认是该文件夹里的 SQLite 文件',
    trustProxy: '前置代理的地址和网段，如 127.0.0.1',
    dryRun: '只显示将写入的内容，不写文件',
    json: '输出 JSON',
    help: '\n已有的文件不会被覆盖。\n\n退出码：0 完成；1 用法错误，或者文件已存在、无法写入。',
    written: '已写入：',
    wouldWrite: '将写入：',
    private: '仅本人可读',
    next: (config: string, publicUrl: string, adminKey: string) => `
请把主密钥另存一份，不要与数据库备份放在一起：没有它，备份里的数据无法打开。

接下来：
  lingpai serve --config ${config}
  lingpai doctor --config ${config}

其他命令和程序使用：
  export LINGPAI_URL=${publicUrl} LINGPAI_KEY=$(cat ${adminKey})

在支付宝控制台为每个应用填写（<appId> 是应用的 APPID）：
  授权回调地址  ${publicUrl}/callback/<appId>
  应用网关      ${publicUrl}/notify/<appId>`,
    local: '\n支付宝无法访问本机地址：请使用沙箱，或指定 --public-url https://…',
  },
});

/** `lingpai init`: writes the configuration of a new hub. */
export function initCommand(): Command {
  return new Command('init')
    .description(texts.description)
    .option('--directory <folder>', texts.directory, '.')
    .option('--public-url <url>', texts.publicUrl, parseAddress)
    .option('--port <number>', texts.port, parsePort, 8080)
    .option('--database <url>', texts.database)
    .option('--trust-proxy <networks...>', texts.trustProxy)
    .option('--dry-run', texts.dryRun)
    .option('--json', texts.json)
    .addHelpText('after', texts.help)
    .action((options: InitOptions) => reportProblems(() => init(options)));
}

async function init(options: InitOptions): Promise<void> {
  const { directory, port, dryRun = false, json = false, trustProxy = [], ...given } = options;
  const [{ defaultDatabase, newFiles }, { refuseExisting, writeNewFiles }] = await Promise.all([
    import('../init/new-configuration.js'),
    import('../init/write-new-files.js'),
  ]);
  const publicUrl = (given.publicUrl ?? `http://127.0.0.1:${port}`).replace(/\/+$/, '');
  const database = given.database ?? defaultDatabase(directory);
  const files = newFiles({ directory, publicUrl, port, database, trustProxy }, randomBytes);
  if (dryRun) refuseExisting(files);
  else writeNewFiles(files);
  const [config, , adminKey] = files.map(({ path }) => path);
  if (json) {
    const listed = files.map(({ path, mode }) => ({ path, mode: mode.toString(8) }));
    return printJson({
      written: !dryRun,
      files: listed,
      callbackUrl: `${publicUrl}/callback/<appId>`,
      notifyUrl: `${publicUrl}/notify/<appId>`,
    });
  }
  print(dryRun ? texts.wouldWrite : texts.written);
  for (const { path, mode } of files) print(`  ${path}${mode === 0o600 ? `  (${texts.private})` : ''}`);
  if (dryRun) print(`\n${files[0]?.content.trimEnd()}`);
  print(texts.next(config ?? '', publicUrl, adminKey ?? ''));
  if (given.publicUrl === undefined) print(texts.local);
}
