import type { LocalHub } from '@lingpai/hub';
import { localized } from '../language/localized.js';
import { CommandProblem, reportProblems } from '../process/command-problem.js';
import { shown } from '../process/print.js';
import { openLocal } from './open-local.js';

const texts = localized({
  en: { none: 'give --config <file> (or LINGPAI_CONFIG): it works on the database itself' },
  zh: { none: '请指定 --config <file>（或 LINGPAI_CONFIG）：该命令直接操作数据库' },
});

/** Runs the action of a command that works on the database itself. What the vault refuses is one sentence. */
export function onDatabase(
  config: string | undefined,
  run: (vault: LocalHub['vault'], local: LocalHub) => Promise<void>,
): Promise<void> {
  return reportProblems(async () => {
    if (config === undefined) throw new CommandProblem(texts.none);
    await using local = await openLocal(config);
    try {
      await run(local.vault, local);
    } catch (error) {
      if (error instanceof TypeError || Object(error).name === 'VaultError') {
        throw new CommandProblem(shown(String(Object(error).message), 500));
      }
      throw error;
    }
  });
}
