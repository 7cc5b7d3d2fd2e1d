const offset = 8 * 60 * 60_000;
const pattern = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/;

/** Reads `yyyy-MM-dd HH:mm:ss` in UTC+8, whatever the time zone here; milliseconds since 1970. */
export function parseChinaTime(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = pattern.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined) return undefined;
  const time = Date.UTC(year, month - 1, day, hour, minute, second) - offset;
  return Number.isFinite(time) ? time : undefined;
}
