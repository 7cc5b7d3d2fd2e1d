/** What the exit codes of the commands mean. 1: wrong usage, or a problem on this machine. */
export const exitCodes = { refused: 2, breaking: 2, noResponse: 3 } as const;

/** A problem that the user can resolve; it is printed without a stack. */
export class CommandProblem extends Error {
  override readonly name: string = 'CommandProblem';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a command's action. A {@link CommandProblem} is printed and decides the exit code; any other error keeps its stack. */
export async function reportProblems(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof CommandProblem)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
