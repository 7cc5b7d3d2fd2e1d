import { randomBytes } from 'node:crypto';

/** Returns `size` random bytes. A test can inject a source that makes the sandbox's texts repeatable. */
export type RandomSource = (size: number) => Uint8Array;

export const secureRandom: RandomSource = randomBytes;

/** Lower-case hexadecimal text of `length` characters. */
export function randomHex(random: RandomSource, length: number): string {
  return Buffer.from(random(Math.ceil(length / 2)))
    .toString('hex')
    .slice(0, length);
}
