import { dateTimeFormat, relativeTimeFormat } from '../language/formats.js';
import { useLanguage } from '../language/language.js';

const units = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** For example “in 3 days”, or “2 hours ago”. */
export function relativeTime(at: number, now: number, locale: string): string {
  const difference = at - now;
  const format = relativeTimeFormat(locale, { numeric: 'auto' });
  const [unit, length] = units.find(([, size]) => Math.abs(difference) >= size) ?? (['second', 1_000] as const);
  return format.format(Math.round(difference / length), unit);
}

/** A time as its distance from now; hovering shows the time in the viewer's zone and in UTC+8. */
export function RelativeTime({ at }: { readonly at: number }) {
  const { locale } = useLanguage();
  const date = new Date(at);
  const full = (timeZone?: string) =>
    dateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', ...(timeZone && { timeZone }) }).format(date);
  return (
    <time dateTime={date.toISOString()} title={`${full()}\n${full('Asia/Shanghai')} UTC+8`}>
      {relativeTime(at, Date.now(), locale)}
    </time>
  );
}
