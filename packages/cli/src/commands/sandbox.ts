import type { RunningSandbox, StartSandboxOptions, startSandbox } from '@lingpai/sandbox';
import { Command } from 'commander';
import { listenProblem } from '../process/listen-problem.js';
import { parsePort } from '../process/parse-port.js';
import { collectSetting, type GivenSettings } from '../process/setting-option.js';
import { untilStopped } from '../process/until-stopped.js';
import { sandboxGuide } from './sandbox-guide.js';

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
    .description('Start a local Alipay, for development only. Its keys are generated at the start.')
    .option('--port <number>', 'port to listen on; 0 takes any free one', parsePort, 4010)
    .option(
      '--host <address>',
      'address to listen on; any but the default can be reached from the network',
      '127.0.0.1',
    )
    .option('--allow-host <names...>', 'host names to accept besides localhost and IP addresses, such as alipay.test')
    .option('--json', 'print only one line of JSON with endpoint and credentials when ready')
    .option('--set <name=value>', 'a rule that Alipay leaves open, such as oldTokenGrace=600', collectSetting)
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
    if (problem !== undefined)
      return command.error(`error: cannot listen on ${options.host}:${options.port}: ${problem}`);
    if (error instanceof TypeError) return command.error(`error: ${error.message}`);
    throw error;
  }
}
