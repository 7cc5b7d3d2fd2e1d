import { InvalidArgumentError } from 'commander';
import { localized } from '../language/localized.js';

const texts = localized({
  en: { expected: 'Expected a time such as 2026-05-01T12:00:00+08:00, or how long ago: 30m, 12h, 7d.' },
  zh: { expected: '应为时间，如 2026-05-01T12:00:00+08:00，或距今多久：30m、12h、7d。' },
});

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads an instant of an option: ISO 8601, or how long ago it was. @returns milliseconds since 1970 */
export function parseInstant(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return Date.now() - Number(count) * (units[unit] ?? 0);
  // A date without a time is midnight here, as a time without a zone is.
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00`) : Date.parse(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time)) return time;
  throw new InvalidArgumentError(texts.expected);
}
