import { backOff } from './back-off.js';
import { mayRepeat, retryAfterOf } from './may-repeat.js';
import type { Sleep } from './sleep.js';

/** When and how often a call is made again. */
export interface RetryRules {
  readonly method: string;
  /** The caller's word; see `mayRepeat`. */
  readonly retry: boolean | undefined;
  readonly maxRetries: number;
  readonly random: () => number;
  readonly sleep: Sleep;
  readonly signal: AbortSignal | undefined;
}

/** Makes attempts until one succeeds, or its error is one to give up on; that error is thrown as it is. */
export async function withRetries<T>(rules: RetryRules, attempt: (number: number) => Promise<T>): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      const delay = retryDelay(error, number, rules);
      if (delay === undefined) throw error;
      await rules.sleep(delay, rules.signal);
      rules.signal?.throwIfAborted();
    }
  }
}

function retryDelay(error: unknown, failed: number, rules: RetryRules): number | undefined {
  if (failed > rules.maxRetries || rules.signal?.aborted || !mayRepeat(error, rules.method, rules.retry)) {
    return undefined;
  }
  return backOff(failed, retryAfterOf(error), rules.random);
}
