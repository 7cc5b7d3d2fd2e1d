import type { Finding, FindingLevel } from '@lingpai/hub';
import { Command } from 'commander';
import { configOption } from '../hub/config-option.js';
import { importHub } from '../hub/import-hub.js';
import { language, localized } from '../language/localized.js';
import { exitCodes, reportProblems } from '../process/command-problem.js';
import { print, printJson, shown } from '../process/print.js';

const texts = localized({
  en: {
    description:
      'Examine the hub of this machine: configuration, database, keys, certificates, clock, addresses, backlogs.',
    json: 'print JSON',
    help: `
Run it on the machine of the hub, with its user, its configuration and its environment, also while the hub runs. It changes
nothing, except that a database of an earlier version is brought up to this one.

Exit codes: 0 nothing is wrong, warnings aside; 1 wrong usage; 2 something is wrong.`,
    levels: { ok: 'ok', warning: 'warning', problem: 'problem' } satisfies Record<FindingLevel, string>,
    sum: (problems: number, warnings: number) => `problems: ${problems}, warnings: ${warnings}`,
  },
  zh: {
    description: '检查本机的令牌中心：配置、数据库、密钥、证书、时钟、地址、积压。',
    json: '输出 JSON',
    help: `
请在令牌中心所在的机器上，用它的用户、配置和环境变量运行；令牌中心运行时也可以执行。除了把旧版本的数据库升级到当前版本，不改动任何东西。

退出码：0 没有问题（可有警告）；1 用法错误；2 有问题。`,
    levels: { ok: '正常', warning: '警告', problem: '问题' } satisfies Record<FindingLevel, string>,
    sum: (problems: number, warnings: number) => `${problems} 个问题，${warnings} 个警告`,
  },
});

/** `lingpai doctor`: says what is wrong with a hub, and what to do. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(texts.description)
    .addOption(configOption())
    .option('--json', texts.json)
    .addHelpText('after', texts.help)
    .action((options: DoctorOptions) => reportProblems(() => doctor(options)));
}

interface DoctorOptions {
  readonly config?: string;
  readonly json?: boolean;
}

async function doctor({ config: file, json = false }: DoctorOptions): Promise<void> {
  const [{ examineHub }, { findingText }] = await Promise.all([importHub(), import('../doctor/finding-text.js')]);
  const findings: Finding[] = [];
  for await (const one of examineHub({ file })) {
    findings.push(one);
    if (json) continue;
    const { message, advice } = findingText(one, language);
    print(`${marks[one.level]} ${one.level === 'ok' ? '' : `${texts.levels[one.level]}: `}${shown(message, 500)}`);
    if (advice !== undefined) print(`    → ${shown(advice, 500)}`);
  }
  const count = (level: FindingLevel) => findings.filter((one) => one.level === level).length;
  const problems = count('problem');
  if (json) printJson({ findings: findings.map((one) => ({ ...one, ...findingText(one, language) })) });
  else print(`\n${texts.sum(problems, count('warning'))}`);
  if (problems > 0) process.exitCode = exitCodes.refused;
}

const marks: Readonly<Record<FindingLevel, string>> = { ok: '✓', warning: '!', problem: '✗' };
