import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { apisCommand } from './commands/apis.js';
import { appsCommand } from './commands/apps.js';
import { listCommand, redeemCommand, showCommand, tokenCommand } from './commands/authorizations.js';
import { callCommand } from './commands/call.js';
import { catalogueCommand } from './commands/catalogue.js';
import { assignCommand, checkCommand, rotateCommand } from './commands/change.js';
import { completionCommand } from './commands/completion.js';
import { demoCommand } from './commands/demo.js';
import { doctorCommand } from './commands/doctor.js';
import { eventsCommand } from './commands/events.js';
import { generateCommand } from './commands/generate.js';
import { initCommand } from './commands/init.js';
import { keysCommand } from './commands/keys.js';
import { linkCommand } from './commands/link.js';
import { listenCommand } from './commands/listen.js';
import { masterKeyCommand } from './commands/master-key.js';
import { mcpCommand } from './commands/mcp.js';
import { pruneCommand } from './commands/prune.js';
import { sandboxCommand } from './commands/sandbox.js';
import { serveCommand } from './commands/serve.js';
import { backupCommand, exportCommand, importCommand } from './commands/transfer.js';
import { triggerCommand } from './commands/trigger.js';
import { webhooksCommand } from './commands/webhooks.js';
import { localizeParser } from './language/localize-parser.js';
import { localized } from './language/localized.js';

const texts = localized({
  en: {
    description:
      'Call Alipay on behalf of merchants: the hub that keeps their authorizations, a local Alipay, and a reference of every ' +
      'operation.',
    version: 'output the version number',
    seeHelp: 'Run "lingpai --help" for a list of commands.',
    hub: 'The hub:',
    sandbox: 'A local Alipay:',
    reference: 'Reference and code:',
  },
  zh: {
    description: '代商户调用支付宝：保管授权的令牌中心、本地支付宝，以及全部接口的参考。',
    version: '输出版本号',
    seeHelp: '运行 “lingpai --help” 查看全部命令。',
    hub: '令牌中心：',
    sandbox: '本地支付宝：',
    reference: '参考与代码：',
  },
});

const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const version = String(Object(manifest).version);

const program = new Command('lingpai')
  .description(texts.description)
  .version(version, '-V, --version', texts.version)
  .showHelpAfterError(texts.seeHelp)
  .showSuggestionAfterError();

const groups: Readonly<Record<string, readonly Command[]>> = {
  [texts.hub]: [
    initCommand(),
    serveCommand(),
    doctorCommand(),
    appsCommand(),
    linkCommand(),
    listCommand(),
    showCommand(),
    tokenCommand(),
    redeemCommand(),
    rotateCommand(),
    checkCommand(),
    assignCommand(),
    callCommand(),
    eventsCommand(),
    webhooksCommand(),
    keysCommand(),
    masterKeyCommand(),
    backupCommand(),
    exportCommand(),
    importCommand(),
    pruneCommand(),
  ],
  [texts.sandbox]: [demoCommand(), sandboxCommand(), triggerCommand(), listenCommand()],
  [texts.reference]: [
    apisCommand(),
    generateCommand(),
    catalogueCommand(),
    mcpCommand(version),
    completionCommand(() => program),
  ],
};
for (const [heading, commands] of Object.entries(groups)) {
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program).helpGroup(heading));
}

localizeParser(program);

// A reader such as `head` that has seen enough: what runs until it is stopped stops, and what prints goes on unread.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.emit('SIGTERM');
});

await program.parseAsync();
