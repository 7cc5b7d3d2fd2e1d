import { chinaTime } from '../clock/china-time.js';
import { type RandomSource, randomHex } from '../settings/random-source.js';

/** `yyyyMMdd` in UTC+8. */
const day = (at: number): string => chinaTime(at).slice(0, 10).replaceAll('-', '');

/** A `notify_id` in the form of Alipay's: the day and 26 digits, 34 characters. */
export function notifyIdText(random: RandomSource, at: number): string {
  return `${day(at)}${randomHex(random, 26)}`;
}

/** An `out_biz_no`, 28 digits. */
export function orderNumberText(random: RandomSource, at: number): string {
  return `${day(at)}${digits(random, 20)}`;
}

/** A `commodity_order_id`, 24 digits. */
export function serviceOrderNumber(random: RandomSource, at: number): string {
  return `${day(at)}${digits(random, 16)}`;
}

function digits(random: RandomSource, length: number): string {
  return Array.from(random(length), (byte) => byte % 10).join('');
}
