type Wording = readonly [english: RegExp, chinese: (...parts: string[]) => string];

const wordings: readonly Wording[] = [
  [/^unknown command '(.*)'$/s, (name) => `没有命令“${name}”`],
  [/^unknown option '(.*)'$/s, (flag) => `没有选项“${flag}”`],
  [/^missing required argument '(.*)'$/, (name) => `缺少参数 ${name}`],
  [/^option '(.*)' argument missing$/, (flags) => `选项 ${flags} 缺少值`],
  [/^required option '(.*)' not specified$/, (flags) => `缺少必需的选项 ${flags}`],
  [
    /^too many arguments for '(.*)'\. Expected (\d+) arguments? but got (\d+)\.$/,
    (name, expected, given) => `${name} 的参数过多：应为 ${expected} 个，实际 ${given} 个`,
  ],
  [
    /^option '(.*?)' argument '(.*)' is invalid\. (.*)$/s,
    (flags, value, reason) => `选项 ${flags} 的值“${value}”无效。${chineseReason(reason)}`,
  ],
  [
    /^option '(.*?)' value '(.*)' from env '(.*)' is invalid\. (.*)$/s,
    (flags, value, variable, reason) =>
      `环境变量 ${variable}（即选项 ${flags}）的值“${value}”无效。${chineseReason(reason)}`,
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. (.*)$/s,
    (value, name, reason) => `参数 ${name} 的值“${value}”无效。${chineseReason(reason)}`,
  ],
];

/** An error as the parser writes it, in Chinese. It hands out only its English text; anything else stays as it is. */
export function chineseError(text: string): string {
  const [, message = '', similar] = /^error: (.*?)(?:\n\(Did you mean (?:one of )?([^\n]+)\?\))?\n$/s.exec(text) ?? [];
  for (const [english, chinese] of wordings) {
    const parts = english.exec(message);
    if (parts !== null) return `error: ${chinese(...parts.slice(1))}\n${suggestion(similar)}`;
  }
  return text;
}

const suggestion = (similar: string | undefined): string =>
  similar === undefined ? '' : `（是否指 ${listed(similar)}？）\n`;

function chineseReason(reason: string): string {
  const [, choices] = /^Allowed choices are (.*)\.$/.exec(reason) ?? [];
  return choices === undefined ? reason : `可选值：${listed(choices)}。`;
}

const listed = (names: string): string => names.replaceAll(', ', '、');
