import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { apisCommand } from './commands/apis.js';
import { callCommand } from './commands/call.js';
import { demoCommand } from './commands/demo.js';
import { generateCommand } from './commands/generate.js';
import { listenCommand } from './commands/listen.js';
import { sandboxCommand } from './commands/sandbox.js';
import { triggerCommand } from './commands/trigger.js';

const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const version = String(Object(manifest).version);

const program = new Command('lingpai')
  .description(
    'Call Alipay on behalf of merchants: a local Alipay, its notifications, and a reference of every operation.',
  )
  .version(version)
  .showHelpAfterError('Run "lingpai --help" for a list of commands.')
  .showSuggestionAfterError();

const commands = [
  demoCommand(),
  sandboxCommand(),
  apisCommand(),
  callCommand(),
  triggerCommand(),
  listenCommand(),
  generateCommand(),
];
for (const command of commands) program.addCommand(command.copyInheritedSettings(program));

// A reader such as `head` that has seen enough: what runs until it is stopped stops, and what prints goes on unread.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.emit('SIGTERM');
});

await program.parseAsync();
