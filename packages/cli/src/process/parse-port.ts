import { InvalidArgumentError } from 'commander';
import { localized } from '../language/localized.js';

const texts = localized({
  en: { expected: 'Expected a whole number from 0 (any free port) to 65535.' },
  zh: { expected: '应为 0（任意空闲端口）到 65535 的整数。' },
});

/** Reads the value of `--port`. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError(texts.expected);
  return port;
}
