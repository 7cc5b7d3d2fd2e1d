import type { RunningSandbox, StartSandboxOptions } from '@lingpai/sandbox';
import { Command } from 'commander';
import { localized } from '../language/localized.js';
import { listenProblem } from '../process/listen-problem.js';
import { untilStopped } from '../process/until-stopped.js';
import { sandboxGuide } from './sandbox-guide.js';

const texts = localized({
  en: {
    description: 'Redeem, query and refresh tokens against a local Alipay, which then keeps running.',
    once: 'exit after the demonstration',
    starting: 'Starting a local Alipay and generating its keys …',
  },
  zh: {
    description: '对本地支付宝换取、查询并刷新令牌，之后让它保持运行。',
    once: '演示后退出',
    starting: '正在启动本地支付宝并生成密钥……',
  },
});

interface DemoOptions {
  readonly once?: boolean;
}

const print = (line: string) => process.stdout.write(`${line}\n`);

/** `lingpai demo`: redeems, queries and refreshes tokens against a local Alipay. */
export function demoCommand(): Command {
  return new Command('demo')
    .description(texts.description)
    .option('--once', texts.once)
    .action(async ({ once = false }: DemoOptions) => {
      const [{ startSandbox }, { walkThrough }] = await Promise.all([
        import('@lingpai/sandbox'),
        import('../demo/walk-through.js'),
      ]);
      print(texts.starting);
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
