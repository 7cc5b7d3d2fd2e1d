import { checkMembers, type OptionNames } from './check-options.js';

/** How long something is kept: days, or for ever. */
export type RetentionPeriod = number | 'forever';

/** How long history is kept. Periods are in days; the workers prune what is older in small batches. */
export interface RetentionOptions {
  /**
   * Operations of the journal that have ended, counted from their end; 90 by default. An operation whose outcome is
   * unknown is kept until a later rotation of the same authorization has succeeded.
   */
  readonly operations?: RetentionPeriod | undefined;
  /**
   * Superseded token pairs, counted from when they became irrelevant: their refresh deadline has passed, or Alipay
   * confirmed a later pair of the same grant. 90 by default.
   */
  readonly pairs?: RetentionPeriod | undefined;
  /** Delivered events, counted from their delivery; 90 by default. Undelivered ones are always kept. */
  readonly events?: RetentionPeriod | undefined;
  /** Orders at the service market, counted from their arrival; 730 by default. An authorization's newest one is always kept. */
  readonly orders?: RetentionPeriod | undefined;
  /** Links of the audit chains; 730 by default. The newest link of each chain is always kept. */
  readonly audit?: RetentionPeriod | undefined;
}

/** Milliseconds; `Infinity` for ever. */
export interface Retention {
  readonly operations: number;
  readonly pairs: number;
  readonly events: number;
  readonly orders: number;
  readonly audit: number;
}

const day = 24 * 3_600_000;
const defaultDays = { operations: 90, pairs: 90, events: 90, orders: 730, audit: 730 } as const;
const names: OptionNames<RetentionOptions> = { operations: true, pairs: true, events: true, orders: true, audit: true };

/** @throws TypeError naming the period that is wrong */
export function resolveRetention(options: RetentionOptions = {}): Retention {
  checkMembers(options, 'retention', names);
  const period = (name: keyof RetentionOptions) => {
    const days: unknown = options[name] ?? defaultDays[name];
    if (days === 'forever') return Number.POSITIVE_INFINITY;
    if (typeof days === 'number' && days >= 1 && days <= 36_500) return days * day;
    throw new TypeError(`retention.${name}: expected a number of days, 1 to 36,500, or 'forever'`);
  };
  return Object.freeze({
    operations: period('operations'),
    pairs: period('pairs'),
    events: period('events'),
    orders: period('orders'),
    audit: period('audit'),
  });
}
