import type { LocalHub } from '@lingpai/hub';
import { CommandProblem } from '../process/command-problem.js';
import { importHub } from './import-hub.js';

/** Opens the database that the configuration names. What goes wrong in it is on the standard error. @throws CommandProblem */
export async function openLocal(file: string | undefined): Promise<LocalHub> {
  const { loadSettings, openLocalHub, SettingsError } = await importHub();
  try {
    const settings = { ...loadSettings({ file }), logLevel: 'error' as const };
    return await openLocalHub(settings, { logTo: { write: (line) => void process.stderr.write(line) } });
  } catch (error) {
    if (error instanceof SettingsError) throw new CommandProblem(error.message);
    throw error;
  }
}
