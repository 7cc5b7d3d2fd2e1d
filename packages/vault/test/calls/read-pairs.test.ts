import { describe, expect, it } from 'vitest';
import { readPairs } from '../../src/calls/read-pairs.js';

const pair = (authAppId: string) => ({
  auth_app_id: authAppId,
  user_id: '2088000000000001',
  app_auth_token: `token-${authAppId}`,
  app_refresh_token: `refresh-${authAppId}`,
});
const malformed = { auth_app_id: 'm1', app_auth_token: 17 };
const read = (model: unknown) => {
  const { pairs, malformed: count } = readPairs(model);
  return [pairs.map(({ authAppId }) => authAppId), count];
};

describe('readPairs', () => {
  it.each([
    ['texts', '31536000', '32140800'],
    ['numbers', 31_536_000, 32_140_800],
  ])('reads lifetimes that come as %s', (_, expires_in, re_expires_in) => {
    expect(readPairs({ ...pair('m1'), expires_in, re_expires_in }).pairs).toMatchObject([
      { expiresIn: 31_536_000, reExpiresIn: 32_140_800 },
    ]);
  });

  it.each([
    ['the top-level fields', pair('m1'), [['m1'], 0]],
    ['a list', { tokens: [pair('m1'), pair('m2')] }, [['m1', 'm2'], 0]],
    ['both', { ...pair('m1'), tokens: [pair('m1'), pair('m2')] }, [['m1', 'm2'], 0]],
    ['an empty list and the top-level fields', { ...pair('m1'), tokens: [] }, [['m1'], 0]],
    ['top-level fields that the list lacks', { ...pair('m1'), tokens: [pair('m2')] }, [['m1', 'm2'], 0]],
  ])('reads the pairs of %s', (_, model, expected) => {
    expect(read(model)).toEqual(expected);
  });

  it('falls back to the top-level pair when every entry of the list is malformed', () => {
    expect(read({ ...pair('m1'), tokens: [malformed] })).toEqual([['m1'], 0]);
    expect(read({ ...pair('m1'), tokens: [malformed, malformed] })).toEqual([['m1'], 1]);
  });

  it('counts what it cannot read', () => {
    expect(read({ tokens: [pair('m1'), malformed] })).toEqual([['m1'], 1]);
    expect(read({ tokens: [] })).toEqual([[], 1]);
    expect(read(null)).toEqual([[], 1]);
    expect(read({ ...pair('m1'), expires_in: -1, re_expires_in: 'soon' })).toEqual([['m1'], 0]);
  });
});
