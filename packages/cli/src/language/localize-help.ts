import type { Command } from 'commander';
import { localized } from './localized.js';

const texts = localized({
  en: { titles: {}, help: 'display help for command' },
  zh: {
    titles: { 'Usage:': '用法：', 'Arguments:': '参数：', 'Options:': '选项：', 'Commands:': '命令：' },
    help: '显示帮助',
  },
});

const titles: Readonly<Record<string, string>> = texts.titles;

/** What the parser itself says in the help of a command, and of those under it. */
export function localizeHelp(command: Command): void {
  command.helpOption('-h, --help', texts.help).configureHelp({ styleTitle: (title) => titles[title] ?? title });
  if (command.commands.length > 0) command.helpCommand('help [command]', texts.help);
  for (const one of command.commands) localizeHelp(one);
}
