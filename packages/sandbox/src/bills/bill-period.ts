/** A day or a month by UTC+8; the times are milliseconds since 1970. */
export interface BillPeriod {
  /** The digits of the date, as names of files have them. */
  readonly label: string;
  readonly start: number;
  /** The first moment that no longer belongs to it. */
  readonly end: number;
}

/** Reads `yyyy-MM-dd` or `yyyy-MM`. @returns `undefined` when there is no such day or month */
export function readBillPeriod(text: string): BillPeriod | undefined {
  const parts = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(text);
  if (parts === null) return undefined;
  const [, year = '', month = '', day] = parts;
  const start = midnight(Number(year), Number(month) - 1, Number(day ?? 1));
  // A day that the month does not have would be one of the next month.
  if (!chinaDate(start).startsWith(text)) return undefined;
  const end = day === undefined ? midnight(Number(year), Number(month), 1) : start + 86_400_000;
  return { label: `${year}${month}${day ?? ''}`, start, end };
}

const offset = 8 * 3_600_000;

function midnight(year: number, month: number, day: number): number {
  return Date.UTC(year, month, day) - offset;
}

function chinaDate(milliseconds: number): string {
  return new Date(milliseconds + offset).toISOString().slice(0, 10);
}
