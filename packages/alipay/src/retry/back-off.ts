/** Milliseconds that the first wait has at most; each further one may be twice as long. */
const base = 500;
/** Milliseconds that any wait of our own choice has at most. */
const ceiling = 8_000;
/** Milliseconds of `Retry-After` that are worth waiting for. */
const longestRetryAfter = 30_000;

/**
 * Milliseconds to wait before the next attempt: anything between nothing and a bound that doubles ("full jitter"), so
 * that clients that failed together do not come back together; on top of what `Retry-After` asks. `undefined` when
 * that asks for longer than is worth waiting.
 *
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param failed how many attempts have failed, from 1
 * @param retryAfter milliseconds
 * @param random from 0 to 1
 */
export function backOff(failed: number, retryAfter: number | undefined, random: () => number): number | undefined {
  if (retryAfter !== undefined && retryAfter > longestRetryAfter) return undefined;
  return (retryAfter ?? 0) + Math.round(random() * Math.min(ceiling, base * 2 ** (failed - 1)));
}
