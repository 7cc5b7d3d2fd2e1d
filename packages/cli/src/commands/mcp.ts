import { Command } from 'commander';
import { worksOnly } from '../hub/works-only.js';
import { localized } from '../language/localized.js';
import { CommandProblem, reportProblems } from '../process/command-problem.js';
import { untilStopped } from '../process/until-stopped.js';
import { sandboxOption } from '../sandbox/sandbox-option.js';

interface McpOptions {
  readonly sandbox: string;
  readonly allowRemoteSandbox?: boolean;
}

const texts = localized({
  en: {
    description:
      'Serve the reference and a running sandbox to coding agents (Model Context Protocol, standard input/output).',
    allowRemote: 'accept a sandbox that does not run on this machine',
    remote: (host: string) =>
      `--sandbox: ${host} is not this machine; add --allow-remote-sandbox if it is a sandbox of yours`,
    help: `
Tools: search_apis, describe_api, call_sandbox, explain_error, verify_signature. Nothing reaches Alipay: calls go to the sandbox,
which must run on this machine unless you allow another.

Exit codes: 0 the client ended the session; 1 wrong usage.`,
  },
  zh: {
    description: '向编程助手提供接口参考和运行中的沙箱（Model Context Protocol，标准输入输出）。',
    allowRemote: '允许不在本机运行的沙箱',
    remote: (host: string) => `--sandbox：${host} 不是本机；如果确实是你的沙箱，请加 --allow-remote-sandbox`,
    help: `
工具：search_apis、describe_api、call_sandbox、explain_error、verify_signature。不会访问支付宝：调用发往沙箱，除非另行允许，沙箱必须在本机运行。

退出码：0 客户端结束会话；1 用法错误。`,
  },
});

/** `lingpai mcp`: the catalogue and a running sandbox as tools for coding agents. */
export function mcpCommand(version: string): Command {
  return worksOnly(new Command('mcp'), 'sandbox')
    .description(texts.description)
    .addOption(sandboxOption())
    .option('--allow-remote-sandbox', texts.allowRemote)
    .addHelpText('after', texts.help)
    .action((options: McpOptions) => reportProblems(() => mcp(version, options)));
}

async function mcp(version: string, { sandbox, allowRemoteSandbox = false }: McpOptions): Promise<void> {
  if (!allowRemoteSandbox && !isOnThisMachine(sandbox)) {
    throw new CommandProblem(texts.remote(new URL(sandbox).host));
  }
  const { serveMcp } = await import('../mcp/serve-mcp.js');
  await serveMcp({ version, sandbox }, untilStopped());
}

/** Loopback only: a name other than `localhost` can lead anywhere. */
function isOnThisMachine(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
