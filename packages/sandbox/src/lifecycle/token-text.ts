import { chinaMonth } from '../clock/china-time.js';
import { type RandomSource, randomHex } from '../settings/random-source.js';

/** A token in the form of Alipay's: the month, two letters and 32 digits, 40 characters. */
export function tokenText(random: RandomSource, now: number): string {
  return `${chinaMonth(now)}BB${randomHex(random, 32)}`;
}

/** An `app_auth_code`: 32 digits, a letter and the last two digits of the merchant's account, 35 characters. */
export function codeText(random: RandomSource, userId: string): string {
  return `${randomHex(random, 32)}X${userId.slice(-2)}`;
}
