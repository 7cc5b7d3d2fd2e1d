const pattern = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?$/;
const chinaOffset = 8 * 60 * 60 * 1000;

/**
 * A time as Alipay writes it in notifications, `yyyy-MM-dd HH:mm:ss` in UTC+8, with or without milliseconds.
 *
 * @returns milliseconds since 1970; `undefined` when it is no such time
 */
export function parseChinaTime(text: string | undefined): number | undefined {
  const [, year, month, day, hour, minute, second, fraction = ''] = pattern.exec(text ?? '') ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0')}Z`);
  return Number.isNaN(time) ? undefined : time - chinaOffset;
}
