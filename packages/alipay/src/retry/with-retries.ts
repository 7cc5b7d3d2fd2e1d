import { backOff } from './back-off.js';
import { mayRepeat, type Repeatability, retryAfterOf } from './may-repeat.js';
import type { Sleep } from './sleep.js';

/** When and how often a call is repeated. */
export interface RetryRules extends Repeatability {
  readonly maxRetries: number;
  readonly random: () => number;
  readonly sleep: Sleep;
  readonly signal: AbortSignal | undefined;
}

/** Makes attempts until one succeeds, or fails with an error that allows no further one; that error is thrown as it is. */
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
  if (failed > rules.maxRetries || rules.signal?.aborted || !mayRepeat(error, rules)) {
    return undefined;
  }
  return backOff(failed, retryAfterOf(error), rules.random);
}
