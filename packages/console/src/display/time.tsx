import { dateTimeFormat } from '../language/formats.js';
import { useLanguage } from '../language/language.js';

interface TimeProps {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `date` leaves the time of day out. */
  readonly show?: 'date' | 'minute' | 'second';
}

const day = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
const minute = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const formats = { date: day, minute: { ...day, ...minute }, second: { ...day, ...minute, second: '2-digit' } } as const;

/** A time in the viewer's zone; hovering shows it in UTC+8, in which Alipay writes times. */
export function Time({ at, show = 'minute' }: TimeProps) {
  const { locale } = useLanguage();
  const date = new Date(at);
  const beijing = dateTimeFormat(locale, { ...formats.second, timeZone: 'Asia/Shanghai' }).format(date);
  return (
    <time dateTime={date.toISOString()} title={`${beijing} UTC+8`}>
      {dateTimeFormat(locale, formats[show]).format(date)}
    </time>
  );
}
