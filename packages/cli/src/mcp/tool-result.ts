import { CommandProblem } from '../process/command-problem.js';
import type { CallToolResult } from './protocol.js';

/** What a tool found: text, or JSON of anything else. */
export function toolResult(found: unknown, isError = false): CallToolResult {
  const text = typeof found === 'string' ? found : JSON.stringify(found, null, 2);
  return { content: [{ type: 'text', text }], ...(isError ? { isError } : {}) };
}

/** The parameters of the tools that the messages of the commands know as options. */
const parameterNames: Readonly<Record<string, string>> = { as: 'onBehalfOf', app: 'appId', sandbox: 'sandbox' };

/**
 * Runs a tool. A {@link CommandProblem} becomes an error of the tool, which the agent reads. Any other error goes to standard
 * error with its stack, and the agent learns only that it happened.
 */
export async function reportToolProblems(tool: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await tool();
  } catch (error) {
    if (error instanceof CommandProblem) {
      const message = error.message.replace(
        /^--(as|app|sandbox):/,
        (_, option: string) => `${parameterNames[option]}:`,
      );
      return toolResult(message, true);
    }
    console.error(error);
    return toolResult('unexpected error; standard error of "lingpai mcp" has the details', true);
  }
}
