import { InvalidArgumentError } from 'commander';
import { localized } from '../language/localized.js';

const texts = localized({
  en: { expected: (least: number, most: number) => `Expected a whole number from ${least} to ${most}.` },
  zh: { expected: (least: number, most: number) => `应为 ${least} 到 ${most} 的整数。` },
});

/** Reads a whole number of an option. */
export function countBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (count >= least && count <= most) return count;
    throw new InvalidArgumentError(texts.expected(least, most));
  };
}

/** Reads `a,b`. */
export const commaList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
