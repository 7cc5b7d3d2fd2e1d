import { randomBytes } from 'node:crypto';

/** Yields that many random bytes. Injected, so that a test can make the sandbox's texts repeatable. */
export type RandomSource = (size: number) => Uint8Array;

export const secureRandom: RandomSource = randomBytes;

/** Lower-case hexadecimal text of `length` characters. */
export function randomHex(random: RandomSource, length: number): string {
  return Buffer.from(random(Math.ceil(length / 2)))
    .toString('hex')
    .slice(0, length);
}
