const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Milliseconds from the first attempt after which a failure is the last. */
export const retryFor = 72 * hour;

/** Milliseconds between attempts, as Standard Webhooks recommends; the last is repeated. */
const pauses = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const;

/** The longest that a receiver can ask to wait. */
const longestAsked = 24 * hour;

/** Milliseconds for which a receiver that fails again and again is left alone: at first, and at most. */
const shortestBreak = 30 * second;
const longestBreak = 10 * minute;

/**
 * Milliseconds until the next attempt.
 *
 * @param attempts how many have failed
 * @param share 0 to 1: spreads the attempts by a fifth in either direction
 * @param retryAfter seconds that the receiver asked for
 */
export function retryPause(attempts: number, share: number, retryAfter = 0): number {
  const pause = pauses[Math.min(attempts, pauses.length) - 1] ?? pauses[0];
  return Math.max(jittered(pause, share), Math.min(retryAfter * second, longestAsked));
}

/** @param failures how many came in a row, beyond those after which a receiver is paused */
export function breakPause(failures: number, share: number): number {
  return jittered(Math.min(longestBreak, shortestBreak * 2 ** Math.min(Math.max(failures, 0), 10)), share);
}

const jittered = (pause: number, share: number) => Math.round(pause * (0.8 + 0.4 * share));
