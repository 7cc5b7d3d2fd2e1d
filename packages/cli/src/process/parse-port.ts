import { InvalidArgumentError } from 'commander';

/** Reads the value of `--port`. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('Expected a whole number from 0 (any free port) to 65535.');
  return port;
}
