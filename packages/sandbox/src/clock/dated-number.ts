import type { RandomSource } from '../settings/random-source.js';
import { chinaTime } from './china-time.js';

/** A number of `length` digits that begins with the date, as Alipay's numbers of trades and transfers do. */
export function datedNumber(random: RandomSource, now: number, length: number): string {
  const date = chinaTime(now).slice(0, 10).replaceAll('-', '');
  return `${date}${Array.from(random(length - date.length), (byte) => byte % 10).join('')}`;
}
