export const shownSeries = ['rotations', 'calls', 'notifications', 'webhooks-delivered', 'failures'] as const;

export type Rates = Readonly<Record<(typeof shownSeries)[number], number>>;

export interface Rate extends Rates {
  readonly at: number;
  readonly lag: number;
}

const failures = ['rotations-failed', 'redemptions-failed', 'notifications-failed', 'calls-failed', 'webhooks-failed'];

/** What is shown of the counts of an hour or a day: all failures are one line. */
export function ratesOf(counts: Readonly<Record<string, number | undefined>>): Rates {
  const count = (name: string) => counts[name] ?? 0;
  return {
    rotations: count('rotations'),
    calls: count('calls'),
    notifications: count('notifications'),
    'webhooks-delivered': count('webhooks-delivered'),
    failures: failures.reduce((sum, name) => sum + count(name), 0),
  };
}

const hour = 3_600_000;
const steps = { day: { length: hour, count: 24 }, month: { length: 24 * hour, count: 30 } } as const;

/** Milliseconds that an event waited at most for its receiver. */
export const lagOf = (counts: Readonly<Record<string, number | undefined>>): number => counts['webhooks-lag'] ?? 0;

/** Every hour of the last day, or every day of the last 30, also those in which nothing happened. */
export function everyStep(found: readonly Rate[], period: keyof typeof steps, now: number): readonly Rate[] {
  const { length, count } = steps[period];
  const last = Math.floor(now / length) * length;
  const byTime = new Map(found.map((rate) => [rate.at, rate]));
  return Array.from({ length: count }, (_, index) => {
    const at = last - (count - 1 - index) * length;
    return byTime.get(at) ?? { at, lag: 0, ...ratesOf({}) };
  });
}
