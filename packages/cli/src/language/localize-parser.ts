import type { Argument, Command, HelpConfiguration, Option, OutputConfiguration } from 'commander';
import { chineseError } from './chinese-error.js';
import { localized } from './localized.js';

interface ParserTexts {
  readonly help: string;
  readonly ofHelp: HelpConfiguration;
  readonly ofErrors: OutputConfiguration;
}

const titles: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
};

/** English is the parser's own. */
const texts = localized<ParserTexts>({
  en: { help: 'display help for command', ofHelp: {}, ofErrors: {} },
  zh: {
    help: '显示帮助',
    ofHelp: {
      styleTitle: (title) => titles[title] ?? title,
      optionDescription: (option) => described(option, isDefaultShown(option), option.envVar),
      argumentDescription: (argument) => described(argument, true),
    },
    ofErrors: { outputError: (text, write) => write(chineseError(text)) },
  },
});

/** What the parser itself says in the help and the errors of a command, and of those under it. */
export function localizeParser(command: Command): void {
  command.helpOption('-h, --help', texts.help).configureHelp(texts.ofHelp).configureOutput(texts.ofErrors);
  if (command.commands.length > 0) command.helpCommand('help [command]', texts.help);
  for (const one of command.commands) localizeParser(one);
}

/** As in English: the default of a flag goes without saying. */
const isDefaultShown = (option: Option): boolean =>
  option.required || option.optional || (option.isBoolean() && typeof option.defaultValue === 'boolean');

function described(
  { description, argChoices, defaultValue, defaultValueDescription }: Option | Argument,
  showsDefault: boolean,
  variable?: string,
): string {
  const facts = [
    ...(argChoices === undefined ? [] : [`可选值：${argChoices.join('、')}`]),
    ...(defaultValue === undefined || !showsDefault
      ? []
      : [`默认：${defaultValueDescription ?? JSON.stringify(defaultValue)}`]),
    ...(variable === undefined ? [] : [`环境变量：${variable}`]),
  ];
  return facts.length === 0 ? description : `${description}（${facts.join('；')}）`;
}
