import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';

const texts = localized({
  en: {
    missing:
      'the hub is a package of its own; install it next to the command line: npm install lingpai @lingpai/hub\n' +
      'without installing: npx -p lingpai -p @lingpai/hub lingpai …',
  },
  zh: {
    missing:
      '令牌中心是单独的包，请与命令行一起安装：npm install lingpai @lingpai/hub\n' +
      '不安装直接运行：npx -p lingpai -p @lingpai/hub lingpai …',
  },
});

/** Loads the hub with its database, which the command line can do without. @throws CommandProblem when it is not installed */
export async function importHub(): Promise<typeof import('@lingpai/hub')> {
  try {
    return await import('@lingpai/hub');
  } catch (error) {
    if (Object(error).code !== 'ERR_MODULE_NOT_FOUND' || !String(Object(error).message).includes("'@lingpai/hub'")) {
      throw error;
    }
    throw new CommandProblem(texts.missing);
  }
}
