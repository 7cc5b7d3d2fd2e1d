import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { demoCommand } from './commands/demo.js';
import { generateCommand } from './commands/generate.js';
import { sandboxCommand } from './commands/sandbox.js';

const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const version = String(Object(manifest).version);

const program = new Command('lingpai')
  .description('Call Alipay on behalf of merchants: a local Alipay, a demonstration, and a generator.')
  .version(version)
  .showHelpAfterError('Run "lingpai --help" for a list of commands.')
  .showSuggestionAfterError();

for (const command of [demoCommand(), sandboxCommand(), generateCommand()]) {
  program.addCommand(command.copyInheritedSettings(program));
}

await program.parseAsync();
