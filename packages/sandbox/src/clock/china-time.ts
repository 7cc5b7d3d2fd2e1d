const offset = 8 * 60 * 60 * 1000;

/** `yyyy-MM-dd HH:mm:ss` in UTC+8, Alipay's form of times. */
export function chinaTime(milliseconds: number): string {
  return new Date(milliseconds + offset).toISOString().slice(0, 19).replace('T', ' ');
}

/** `yyyyMM` in UTC+8, the beginning of Alipay's tokens. */
export function chinaMonth(milliseconds: number): string {
  return chinaTime(milliseconds).slice(0, 7).replace('-', '');
}
