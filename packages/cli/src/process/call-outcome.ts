import { AlipayError, isAlipayApiError } from '@lingpai/alipay';
import { CommandProblem, exitCodes } from './command-problem.js';

export interface CallOutcome {
  /** The response, or Alipay's error. */
  readonly printed: unknown;
  readonly exitCode: number;
}

/** Waits for a call. @throws CommandProblem when no response arrived that can be trusted, or the call cannot be made */
export async function outcomeOf(call: PromiseLike<unknown>): Promise<CallOutcome> {
  try {
    return { printed: await call, exitCode: 0 };
  } catch (error) {
    if (isAlipayApiError(error, undefined, { verified: true })) {
      const { status, code, message, traceId } = error;
      return { printed: { error: { status, code, message, traceId } }, exitCode: exitCodes.refused };
    }
    if (error instanceof AlipayError) throw new CommandProblem(error.message, exitCodes.noResponse);
    if (error instanceof TypeError) throw new CommandProblem(error.message);
    throw error;
  }
}
