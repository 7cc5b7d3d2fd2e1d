import type { RunningSandbox, StartSandboxOptions } from '@lingpai/sandbox';
import { Command } from 'commander';
import { listenProblem } from '../process/listen-problem.js';
import { untilStopped } from '../process/until-stopped.js';
import { sandboxGuide } from './sandbox-guide.js';

interface DemoOptions {
  readonly once?: boolean;
}

const print = (line: string) => process.stdout.write(`${line}\n`);

/** `lingpai demo`: redeems, queries and refreshes tokens against a local Alipay. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Redeem, query and refresh tokens against a local Alipay, which then keeps running.')
    .option('--once', 'exit after the demonstration')
    .action(async ({ once = false }: DemoOptions) => {
      const [{ startSandbox }, { walkThrough }] = await Promise.all([
        import('@lingpai/sandbox'),
        import('../demo/walk-through.js'),
      ]);
      print('Starting a local Alipay and generating its keys …');
      const sandbox = await startWhereFree(startSandbox);
      try {
        for (const mode of ['key', 'certificate'] as const) await walkThrough(sandbox, sandbox.app(mode), print);
        if (once) return;
        const stopped = untilStopped();
        print(sandboxGuide(sandbox));
        await stopped;
      } finally {
        await sandbox.close();
      }
    });
}

/** Starts on the sandbox's usual port, or on another when that is taken. */
async function startWhereFree(start: (options: StartSandboxOptions) => Promise<RunningSandbox>) {
  try {
    return await start({ port: 4010, keys: 'fresh' });
  } catch (error) {
    if (listenProblem(error) === undefined) throw error;
    return start({ port: 0, keys: 'fresh' });
  }
}
