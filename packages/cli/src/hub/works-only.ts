import { type Command, InvalidArgumentError, Option } from 'commander';
import { localized } from '../language/localized.js';

const texts = localized({
  en: {
    hubOrDatabase: 'It works on a hub (--hub) or on its database (--config): a sandbox keeps nothing of that.',
    database: 'It works on the database itself: --config <file>.',
    sandbox: 'It works on a sandbox: --sandbox <endpoint>.',
  },
  zh: {
    hubOrDatabase: '该命令用于令牌中心（--hub）或其数据库（--config）：本地支付宝没有这些数据。',
    database: '该命令直接操作数据库：--config <file>。',
    sandbox: '该命令用于本地支付宝：--sandbox <endpoint>。',
  },
});

const refused = {
  hubOrDatabase: ['--sandbox <endpoint>'],
  database: ['--hub <url>', '--sandbox <endpoint>'],
  sandbox: ['--hub <url>', '--config <file>'],
} as const;

/** Where a command works: the options that name something else say so. */
export function worksOnly(command: Command, place: keyof typeof refused): Command {
  for (const flags of refused[place]) {
    const option = new Option(flags).hideHelp().argParser(() => {
      throw new InvalidArgumentError(texts[place]);
    });
    command.addOption(option);
  }
  return command;
}
