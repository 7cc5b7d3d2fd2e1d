import { randomBytes } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { parse } from 'yaml';
import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';

const texts = localized({
  en: {
    noConfig: 'give --config <file> (or LINGPAI_CONFIG)',
    unreadable: (file: string) => `${file} cannot be read`,
    notYaml: (file: string) => `${file} is not YAML`,
    module: 'masterKeys.module: the key management service makes the keys; set masterKeys.current to a new id',
    noFile: 'the master keys are not in a file: set masterKeys.keysFile, so that a key can be added to it',
    id: '--id: expected 1 to 64 letters, digits, "_", "." or "-"',
    exists: (id: string) => `--id: the file has a key "${id}" already`,
  },
  zh: {
    noConfig: '请指定 --config <file>（或 LINGPAI_CONFIG）',
    unreadable: (file: string) => `无法读取 ${file}`,
    notYaml: (file: string) => `${file} 不是 YAML`,
    module: 'masterKeys.module：密钥由密钥管理服务产生；请把 masterKeys.current 设为新的 id',
    noFile: '主密钥不在文件里：请设置 masterKeys.keysFile，才能向其中添加密钥',
    id: '--id：应为 1 到 64 个字母、数字、“_”、“.”或“-”',
    exists: (id: string) => `--id：文件里已有密钥“${id}”`,
  },
});

interface NewMasterKey {
  readonly config: string | undefined;
  readonly id: string | undefined;
  readonly dryRun: boolean;
}

/** Adds a key to the file that the settings name. @throws CommandProblem */
export async function addMasterKey({ config, id: given, dryRun }: NewMasterKey): Promise<{ id: string; file: string }> {
  const file = keysFile(config);
  const text = read(file);
  const ids = text.split(/[\n,]/).flatMap((line) => (line.includes(':') ? [line.split(':', 1)[0]?.trim() ?? ''] : []));
  const id = given ?? nextId(ids);
  if (!/^[\w.-]{1,64}$/.test(id)) throw new CommandProblem(texts.id);
  if (ids.includes(id)) throw new CommandProblem(texts.exists(id));
  if (!dryRun) {
    const before = text.endsWith('\n') || text === '' ? text : `${text}\n`;
    await replaceFile(realpathSync(file), `${before}${id}: ${randomBytes(32).toString('base64')}\n`);
  }
  return { id, file };
}

function keysFile(config: string | undefined): string {
  const fromEnvironment = process.env.LINGPAI_MASTER_KEYS_KEYS_FILE;
  if (fromEnvironment !== undefined) return fromEnvironment;
  if (config === undefined) throw new CommandProblem(texts.noConfig);
  const { keysFile: file, module } = Object(Object(readYaml(config)).masterKeys);
  if (module !== undefined) throw new CommandProblem(texts.module);
  if (typeof file !== 'string') throw new CommandProblem(texts.noFile);
  return file;
}

function readYaml(file: string): unknown {
  const text = read(file);
  try {
    return parse(text);
  } catch {
    throw new CommandProblem(texts.notYaml(file));
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CommandProblem(texts.unreadable(file));
  }
}

/** `k1`, `k2` … */
function nextId(ids: readonly string[]): string {
  let number = ids.length + 1;
  while (ids.includes(`k${number}`)) number += 1;
  return `k${number}`;
}

/** Whole or not at all: the former keys are in it. */
async function replaceFile(file: string, content: string): Promise<void> {
  const part = `${file}.part`;
  const written = await open(part, 'wx', 0o600);
  try {
    await written.writeFile(content);
    await written.sync();
  } finally {
    await written.close();
  }
  await rename(part, file);
}
