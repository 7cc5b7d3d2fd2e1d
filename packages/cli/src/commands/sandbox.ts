import type { RunningSandbox, StartSandboxOptions, startSandbox } from '@lingpai/sandbox';
import { Command } from 'commander';
import { localized } from '../language/localized.js';
import { listenProblem } from '../process/listen-problem.js';
import { parsePort } from '../process/parse-port.js';
import { collectSetting, type GivenSettings } from '../process/setting-option.js';
import { untilStopped } from '../process/until-stopped.js';
import { sandboxGuide } from './sandbox-guide.js';

const texts = localized({
  en: {
    description: 'Start a local Alipay, for development only. Its keys are generated at the start.',
    port: 'port to listen on; 0 takes any free one',
    host: 'address to listen on; any but the default can be reached from the network',
    allowHost: 'host names to accept besides localhost and IP addresses, such as alipay.test',
    json: 'print only one line of JSON with endpoint and credentials when ready',
    set: 'a rule that Alipay leaves open, such as oldTokenGrace=600',
    cannotListen: (place: string, reason: string) => `cannot listen on ${place}: ${reason}`,
  },
  zh: {
    description: '启动本地支付宝，仅供开发使用；密钥在启动时生成。',
    port: '监听的端口；0 表示任意空闲端口',
    host: '监听的地址；默认地址之外的地址可从网络访问',
    allowHost: '除 localhost 和 IP 地址外接受的主机名，如 alipay.test',
    json: '就绪时只输出一行 JSON，含地址和应用的密钥',
    set: '支付宝未明确的规则，如 oldTokenGrace=600',
    cannotListen: (place: string, reason: string) => `无法监听 ${place}：${reason}`,
  },
});

interface SandboxCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly allowHost?: readonly string[];
  readonly json?: boolean;
  readonly set?: GivenSettings;
}

/** `lingpai sandbox`: runs a local Alipay until it is interrupted. */
export function sandboxCommand(): Command {
  return new Command('sandbox')
    .description(texts.description)
    .option('--port <number>', texts.port, parsePort, 4010)
    .option('--host <address>', texts.host, '127.0.0.1')
    .option('--allow-host <names...>', texts.allowHost)
    .option('--json', texts.json)
    .option('--set <name=value>', texts.set, collectSetting)
    .action(async ({ port, host, allowHost = [], json = false, set = {} }: SandboxCommandOptions, command: Command) => {
      const { startSandbox } = await import('@lingpai/sandbox');
      const sandbox = await start(startSandbox, { port, host, allowedHosts: allowHost, settings: set }, command);
      const { endpoint, applications } = sandbox;
      const stopped = untilStopped();
      process.stdout.write(
        json ? `${JSON.stringify({ event: 'ready', endpoint, applications })}\n` : sandboxGuide(sandbox),
      );
      await stopped;
      await sandbox.close();
    });
}

async function start(
  startIt: typeof startSandbox,
  options: Pick<StartSandboxOptions, 'allowedHosts' | 'settings'> & { readonly port: number; readonly host: string },
  command: Command,
): Promise<RunningSandbox> {
  try {
    return await startIt({ ...options, keys: 'fresh' });
  } catch (error) {
    const problem = listenProblem(error);
    if (problem !== undefined) {
      return command.error(`error: ${texts.cannotListen(`${options.host}:${options.port}`, problem)}`);
    }
    if (error instanceof TypeError) return command.error(`error: ${error.message}`);
    throw error;
  }
}
