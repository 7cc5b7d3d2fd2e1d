import { describe, expect, it } from 'vitest';
import { CommandLine } from './support/command-line.js';

const chinese = { LC_ALL: '', LC_MESSAGES: '', LANG: 'zh_CN.UTF-8' };

async function errorsOf(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const run = new CommandLine({ environment }, ...args);
  const exitCode = await run.exitCode();
  return { exitCode, errors: run.errors };
}

describe('errors of the parser', () => {
  it.each([
    {
      args: ['sandbux'],
      en: 'error: unknown command \'sandbux\'\n(Did you mean sandbox?)\nRun "lingpai --help" for a list of commands.\n',
      zh: 'error: 没有命令“sandbux”\n（是否指 sandbox？）\n运行 “lingpai --help” 查看全部命令。\n',
    },
    {
      args: ['webhooks', 'relist'],
      en: 'error: unknown command \'relist\'\n(Did you mean list?)\nRun "lingpai --help" for a list of commands.\n',
      zh: 'error: 没有命令“relist”\n（是否指 list？）\n运行 “lingpai --help” 查看全部命令。\n',
    },
    {
      args: ['webhooks', 'list', '--hob', 'x'],
      en: "error: unknown option '--hob'\n(Did you mean --hub?)\n",
      zh: 'error: 没有选项“--hob”\n（是否指 --hub？）\n',
    },
    {
      args: ['lint'],
      en: 'error: unknown command \'lint\'\n(Did you mean one of link, list?)\nRun "lingpai --help" for a list of commands.\n',
      zh: 'error: 没有命令“lint”\n（是否指 link、list？）\n运行 “lingpai --help” 查看全部命令。\n',
    },
    {
      args: ['webhooks', 'list', '--colour'],
      en: "error: unknown option '--colour'\n",
      zh: 'error: 没有选项“--colour”\n',
    },
    {
      args: ['catalogue', 'diff', 'old.json'],
      en: "error: missing required argument 'new'\n",
      zh: 'error: 缺少参数 new\n',
    },
    {
      args: ['catalogue', 'diff', 'a', 'b', 'c'],
      en: "error: too many arguments for 'diff'. Expected 2 arguments but got 3.\n",
      zh: 'error: diff 的参数过多：应为 2 个，实际 3 个\n',
    },
    {
      args: ['webhooks', 'list', 'more'],
      en: "error: too many arguments for 'list'. Expected 0 arguments but got 1.\n",
      zh: 'error: list 的参数过多：应为 0 个，实际 1 个\n',
    },
    {
      args: ['link', 'new', 'shop-42', '--days'],
      en: "error: option '--days <number>' argument missing\n",
      zh: 'error: 选项 --days <number> 缺少值\n',
    },
    {
      args: ['keys', 'new', 'billing'],
      en: "error: required option '--scopes <list>' not specified\n",
      zh: 'error: 缺少必需的选项 --scopes <list>\n',
    },
    {
      args: ['webhooks', 'deliveries', 'webhook_1', '--state', "it's"],
      en: "error: option '--state <state>' argument 'it's' is invalid. Allowed choices are pending, delivered, dead.\n",
      zh: "error: 选项 --state <state> 的值“it's”无效。可选值：pending、delivered、dead。\n",
    },
    {
      args: ['link', 'new', 'shop-42', '--days', '0\n1'],
      en: "error: option '--days <number>' argument '0\n1' is invalid. Expected a whole number from 1 to 30.\n",
      zh: 'error: 选项 --days <number> 的值“0\n1”无效。应为 1 到 30 的整数。\n',
    },
    {
      args: ['webhooks', 'list'],
      environment: { LINGPAI_URL: 'nowhere' },
      en: "error: option '--hub <url>' value 'nowhere' from env 'LINGPAI_URL' is invalid. Expected an http or https address.\n",
      zh: 'error: 环境变量 LINGPAI_URL（即选项 --hub <url>）的值“nowhere”无效。应为 http 或 https 地址。\n',
    },
    {
      args: ['completion', 'tcsh'],
      en: "error: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.\nRun \"lingpai --help\" for a list of commands.\n",
      zh: 'error: 参数 shell 的值“tcsh”无效。可选值：bash、zsh、fish。\n运行 “lingpai --help” 查看全部命令。\n',
    },
  ])('are in the language of the terminal: $args', async ({ args, environment = {}, en, zh }) => {
    expect(await errorsOf(args, environment)).toEqual({ exitCode: 1, errors: en });
    expect(await errorsOf(args, { ...environment, ...chinese })).toEqual({ exitCode: 1, errors: zh });
  });

  it('leave the text of the user as it is', async () => {
    const typed = "(Did you mean x?)' is invalid. Allowed choices are $1, $&.";
    expect(await errorsOf([typed], chinese)).toEqual({
      exitCode: 1,
      errors: `error: 没有命令“${typed}”\n运行 “lingpai --help” 查看全部命令。\n`,
    });
  });
});

describe('help', () => {
  it('says defaults, choices and variables in the language of the terminal', async () => {
    const helpOf = async (environment: Readonly<Record<string, string>>, ...args: readonly string[]) => {
      const run = new CommandLine({ environment }, ...args, '--help');
      expect(await run.exitCode()).toBe(0);
      return run.output;
    };
    const english = await helpOf({}, 'call');
    expect(english).toContain(' (default: "{}")\n');
    expect(english).toContain(' (env: LINGPAI_URL)\n');
    expect(await helpOf({}, 'completion')).toContain(' (choices: "bash", "zsh", "fish")\n');
    expect(await helpOf({}, 'link', 'new')).toContain(' (default: 7)\n');
    const call = await helpOf(chinese, 'call');
    expect(call).toContain('或用 - 从标准输入读取（默认："{}"）\n');
    expect(call).toContain('（默认："http://127.0.0.1:4010"）\n');
    expect(call).toContain('运行中的令牌中心的地址（环境变量：LINGPAI_URL）\n');
    expect(await helpOf(chinese, 'completion')).toContain('shell 类型（可选值：bash、zsh、fish）\n');
    expect(await helpOf(chinese, 'link', 'new')).toContain('链接的有效天数（默认：7）\n');
    expect(await helpOf(chinese, 'init')).not.toMatch(/\((default|choices|env|preset):/);
  });
});
