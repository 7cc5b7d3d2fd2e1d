import { expect, it } from 'vitest';
import { MerchantToken } from '../../src/reading/merchant-token.js';
import { TokenCache } from '../../src/reading/token-cache.js';

const token = (value: string) => new MerchantToken(value, { state: 'active', generation: 1, stale: false });

function cacheOf(limit: number) {
  const cache = new TokenCache(limit);
  return {
    put: (key: string) => cache.set(key, token(key), performance.now()),
    has: (key: string) => cache.get(key, Number.POSITIVE_INFINITY)?.value === key,
    cache,
  };
}

it('keeps as many tokens as its limit, those that were read last', () => {
  const { put, has } = cacheOf(10);
  for (let count = 0; count < 25; count += 1) put(`merchant ${count}`);
  const kept = Array.from({ length: 25 }, (_, count) => count).filter((count) => has(`merchant ${count}`));
  expect(kept).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
});

it.each([2, 3, 10, 11])('keeps a token that is used, whatever else is read, with a limit of %i', (limit) => {
  const { put, has } = cacheOf(limit);
  put('used');
  for (let count = 0; count < limit * 5; count += 1) {
    put(`merchant ${count}`);
    expect(has('used')).toBe(true);
  }
});

it('evicts a token that is not used any more', () => {
  const { put, has } = cacheOf(10);
  put('used');
  for (let count = 0; count < 20; count += 1) {
    put(`merchant ${count}`);
    has('used');
  }
  for (let count = 0; count < 10; count += 1) put(`another ${count}`);
  expect(has('used')).toBe(false);
});

it('keeps nothing with a limit of 0, and returns nothing that is older than it may be', () => {
  const none = cacheOf(0);
  none.put('merchant');
  expect(none.has('merchant')).toBe(false);
  const { cache } = cacheOf(10);
  cache.set('merchant', token('merchant'), performance.now() - 1_000);
  expect(cache.get('merchant', 999)).toBeUndefined();
  expect(cache.get('merchant', 60_000)?.value).toBe('merchant');
});
