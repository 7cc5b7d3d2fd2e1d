import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { localized } from '../language/localized.js';
import { CommandProblem, reportProblems } from '../process/command-problem.js';
import { parseAddress } from '../sandbox/sandbox-option.js';
import { configOption } from './config-option.js';
import { HubApi } from './hub-api.js';
import { openLocal } from './open-local.js';
import { worksOnly } from './works-only.js';

const texts = localized({
  en: {
    hub: 'address of a running hub',
    keyFile: 'file with the API key; without it, the variable LINGPAI_KEY has the key',
    json: 'print JSON',
    several: 'give one of --hub, --config and --sandbox',
    none: 'give --hub <url> (or LINGPAI_URL) for a running hub, or --config <file> (or LINGPAI_CONFIG) for the database itself',
    noKey: 'a hub needs an API key: set LINGPAI_KEY, or give --key-file',
    unreadable: (file: string) => `--key-file: ${file} cannot be read`,
  },
  zh: {
    hub: '运行中的令牌中心的地址',
    keyFile: '存有 API 密钥的文件；不指定时使用环境变量 LINGPAI_KEY',
    json: '输出 JSON',
    several: '--hub、--config、--sandbox 只能指定一个',
    none: '请用 --hub <url>（或 LINGPAI_URL）指定运行中的令牌中心，或用 --config <file>（或 LINGPAI_CONFIG）直接操作数据库',
    noKey: '访问令牌中心需要 API 密钥：设置 LINGPAI_KEY，或指定 --key-file',
    unreadable: (file: string) => `--key-file：无法读取 ${file}`,
  },
});

/** Where a command works: a hub over HTTP, or directly the database of one. Both understand the same requests. */
export interface Target extends AsyncDisposable {
  readonly api: HubApi;
}

export interface TargetOptions {
  readonly hub?: string;
  readonly keyFile?: string;
  readonly config?: string;
  readonly json?: boolean;
}

const withoutSlash = (text: string) => parseAddress(text).replace(/\/+$/, '');

/** `--hub`, `--key-file` and `--config`. */
export function addTargetOptions(command: Command): Command {
  return command
    .addOption(new Option('--hub <url>', texts.hub).env('LINGPAI_URL').argParser(withoutSlash))
    .addOption(new Option('--key-file <file>', texts.keyFile))
    .addOption(configOption());
}

/** A command that works on a hub or on its database, and prints JSON with `--json`. */
export function targetCommand(name: string, description: string, json: string = texts.json): Command {
  const command = addTargetOptions(new Command(name).description(description)).option('--json', json);
  return worksOnly(command, 'hubOrDatabase');
}

/** Runs the action of such a command. */
export function onTarget(command: Command, run: (api: HubApi) => Promise<void>): Promise<void> {
  return reportProblems(async () => {
    await using target = await openTarget(command);
    await run(target.api);
  });
}

/** What a command was told to work on: an option wins over a variable, and `LINGPAI_URL` over `LINGPAI_CONFIG`. */
export function chosenTarget(command: Command): 'hub' | 'database' | 'sandbox' | undefined {
  const isAsked = (name: string) => command.getOptionValueSource(name) === 'cli';
  if (['hub', 'config', 'sandbox'].filter(isAsked).length > 1) throw new CommandProblem(texts.several);
  if (isAsked('sandbox')) return 'sandbox';
  const { hub, config } = command.opts<TargetOptions>();
  if (config !== undefined && (hub === undefined || isAsked('config'))) return 'database';
  return hub === undefined ? undefined : 'hub';
}

/** Opens what was chosen. @throws CommandProblem */
export async function openTarget(command: Command): Promise<Target> {
  const chosen = chosenTarget(command);
  const { hub = '', config, ...given } = command.opts<TargetOptions>();
  if (chosen === 'database') {
    const local = await openLocal(config);
    return { api: new HubApi(local.address, local.key), [Symbol.asyncDispose]: () => local[Symbol.asyncDispose]() };
  }
  if (chosen !== 'hub') throw new CommandProblem(texts.none);
  return { api: new HubApi(hub, readKey(given)), [Symbol.asyncDispose]: async () => undefined };
}

function readKey({ keyFile }: TargetOptions): string {
  const key = keyFile === undefined ? process.env.LINGPAI_KEY : readKeyFile(keyFile);
  if (key === undefined || key.trim() === '') throw new CommandProblem(texts.noKey);
  return key.trim();
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CommandProblem(texts.unreadable(file));
  }
}

/** Commands under one name. */
export function targetGroup(name: string, description: string, commands: readonly Command[]): Command {
  const group = new Command(name).description(description);
  for (const command of commands) group.addCommand(command);
  return group;
}
