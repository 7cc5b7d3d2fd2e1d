import { chinaTime } from '../clock/china-time.js';
import { type RandomSource, randomHex } from '../settings/random-source.js';

/** `yyyyMMdd` in UTC+8. */
const day = (at: number): string => chinaTime(at).slice(0, 10).replaceAll('-', '');

/** A `notify_id` as Alipay's look: the day and 26 digits; 34 characters. */
export function notifyIdText(random: RandomSource, at: number): string {
  return `${day(at)}${randomHex(random, 26)}`;
}

/** An order at the service market, 28 digits. */
export function orderNumberText(random: RandomSource, at: number): string {
  const digits = Array.from(random(20), (byte) => byte % 10).join('');
  return `${day(at)}${digits}`;
}
