import { numberFormat } from '../language/formats.js';

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
] as const;

/** For example “3.2 min”. @param milliseconds 0 and more */
export function durationText(milliseconds: number, locale: string): string {
  const [unit, length] = units.find(([, size]) => milliseconds >= size) ?? (['second', 1_000] as const);
  const format = numberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 });
  return format.format(milliseconds / length);
}
