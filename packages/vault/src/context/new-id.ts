import type { RandomBytes } from '../seal/random-bytes.js';

/** 32 hexadecimal digits that sort by time, for rows that are mostly read and written together. */
export function newId(now: number, random: RandomBytes): string {
  return Math.max(0, Math.floor(now)).toString(16).padStart(12, '0') + random(10).toString('hex');
}
