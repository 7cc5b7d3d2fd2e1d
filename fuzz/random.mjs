import { createHash } from 'node:crypto';

/**
 * The random decisions of one input. They depend on nothing but the seed, the target and the input's number, so that
 * one input can be made again alone.
 */
export function randomOf(seed, target, number) {
  let state = createHash('sha256').update(`${seed}/${target}/${number}`).digest().readUInt32LE(0);
  /** mulberry32: a number from 0 to below 1. */
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  const pick = (list) => list[below(list.length)];
  return {
    next,
    below,
    pick,
    chance: (probability) => next() < probability,
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
    text: (length) => Array.from({ length }, () => pick(characters)).join(''),
  };
}

/** What parsers trip over: controls, separators, quotes, halves of surrogate pairs, full-width and combining characters. */
const characters = [
  ...'abcXYZ019 _-./:;,=&?%+#@!*()[]{}<>\'"\\|~^`$',
  ...'\0\t\n\r\x1b\x7f\x85\u00a0\u2028\u2029\ufeff\u3000\uff1d\uff06€中文签名é\u0301',
  '\ud83d\ude00',
  '\ud83d',
  '\ude00',
];
