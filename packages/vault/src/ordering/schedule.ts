import type { RotationPolicy } from '../context/application.js';
import type { AttentionReason } from '../store/schema.js';

/** Days before the refresh deadline on which an event is emitted, each once. */
export const alertDays = [30, 14, 7, 3, 1, 0] as const;

const hour = 3_600_000;
const day = 24 * hour;
/** Milliseconds until a grant that is not given up yet is looked at again, unless something happens before. */
export const lookAgain: number = 10 * 60_000;

/** Share of a refresh token's lifetime. */
const rotateAfter = 0.6;
/** Share of the time until a rotation, either way, so that merchants who consented together do not rotate together. */
const jitter = 0.05;
/** Lifetime of a refresh token if Alipay does not state it. */
const assumedLife = 365 * day;

export interface PairTimes {
  /** When it was issued, at the latest. */
  readonly issuedAt: number;
  /** When its refresh token expires. */
  readonly refreshDeadline: number | undefined;
}

/**
 * When to rotate a pair.
 *
 * @param share from 0 to 1, random
 */
export function rotationDue(
  policy: RotationPolicy,
  { issuedAt, refreshDeadline }: PairTimes,
  share: number,
): number | null {
  if (policy === 'never') return null;
  const life = (refreshDeadline ?? issuedAt + assumedLife) - issuedAt;
  const wait = policy === 'before-deadline' ? life * rotateAfter : policy.everyDays * day;
  return Math.round(issuedAt + wait * (1 + jitter * (2 * share - 1)));
}

/** Whether that may be when the policy rotates the pair: what is due for another reason keeps its time. */
export function isDueBy(policy: RotationPolicy, times: PairTimes, due: number | null): boolean {
  const [first, last] = [rotationDue(policy, times, 0), rotationDue(policy, times, 1)];
  if (due === null || first === null || last === null) return due === first;
  return first <= due && due <= last;
}

/** The next alert, if there is one. */
export function nextAlert(refreshDeadline: number | undefined, now: number): { at: number; days: number } | undefined {
  if (refreshDeadline === undefined) return undefined;
  const days = alertDays.find((one) => refreshDeadline - one * day > now);
  return days === undefined ? undefined : { at: refreshDeadline - days * day, days };
}

/** When to ask Alipay again whether a token works. */
export function nextProbe(interval: number, now: number, share: number): number {
  return Math.round(now + interval * (0.75 + share / 2));
}

/** When to ask Alipay about a new grant: minutes later, spread, so that a batch of consents is no burst of questions. */
export function firstProbe(now: number, share: number): number {
  return Math.round(now + 60_000 * (1 + 4 * share));
}

/** The longest that a rotation waits after so many failed attempts; after a refusal, with the reason `cannot-rotate`. */
export function longestWait(attempts: number, reason: AttentionReason | null): number {
  return reason === 'cannot-rotate'
    ? refusalBackOff(attempts, 1)
    : rotationBackOff(attempts, Number.POSITIVE_INFINITY, 1);
}

/**
 * Milliseconds until the next refresh token of a grant is offered, after Alipay refused one: a few an hour, later one.
 *
 * @param refusals in a row, from 1
 */
export function refusalBackOff(refusals: number, share: number): number {
  return Math.round(Math.min(hour, (hour / 4) * 2 ** Math.min(refusals - 1, 20)) * (1 + share / 4));
}

/**
 * Milliseconds until a rotation that failed is tried again: a minute at first, a day in the end, an hour when the
 * deadline is near.
 *
 * @param attempts that failed in a row, from 1
 */
export function rotationBackOff(attempts: number, remaining: number, share: number): number {
  const longest = remaining < 7 * day ? hour : day;
  return Math.round(Math.min(longest, 60_000 * 2 ** Math.min(attempts - 1, 20)) * (0.75 + share / 2));
}
