/** The longest first wait in milliseconds; each further wait may be twice as long. */
const base = 500;
/** The longest wait in milliseconds, without `Retry-After`. */
const ceiling = 8_000;
/** The longest `Retry-After` in milliseconds that is worth the wait. */
const longestRetryAfter = 30_000;

/**
 * Milliseconds to wait before the next attempt: a random part of a bound that doubles ("full jitter"), so that clients
 * that failed together do not return together, added to `Retry-After`. `undefined` when `Retry-After` is too long.
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
