import { AlipayTimeoutError, type TransportOutcome } from '../errors/alipay-transport-error.js';
import { Deadline } from './deadline.js';
import { untilAborted } from './until-aborted.js';

/** What ends an attempt early, wherever it waits. */
export interface AttemptLimits {
  readonly signal: AbortSignal | undefined;
  /** Milliseconds for the whole attempt. */
  readonly timeout: number;
  /** When the attempt began, by `performance.now()`. */
  readonly startedAt: number;
}

/** The limits of an attempt that begins now. */
export function attemptLimits(signal: AbortSignal | undefined, timeout: number): AttemptLimits {
  return { signal, timeout, startedAt: performance.now() };
}

/** Milliseconds that are left of an attempt. */
export function timeLeft({ timeout, startedAt }: AttemptLimits): number {
  return timeout - (performance.now() - startedAt);
}

/**
 * Waits for something within an attempt's limits.
 *
 * @param outcome whether Alipay may have acted on the request when the time is over
 * @throws the signal's reason, or an AlipayTimeoutError
 */
export async function withinLimits<T>(
  limits: AttemptLimits,
  outcome: TransportOutcome,
  wait: () => T | Promise<T>,
): Promise<T> {
  const deadline = new Deadline({ signal: limits.signal });
  try {
    const left = timeLeft(limits);
    if (left <= 0) throw new AlipayTimeoutError(limits.timeout, outcome);
    deadline.restart(limits.timeout, left, outcome);
    return await untilAborted(Promise.resolve(wait()), deadline.signal);
  } finally {
    deadline.over();
  }
}
