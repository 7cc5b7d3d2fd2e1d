import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestReference, readLinkState, writeLinkState } from '../../src/consent/link-state.js';
import { VaultSecret } from '../../src/seal/vault-secret.js';

const secret = new VaultSecret(randomBytes(32));
const appId = '2021000000000001';
const now = 1_800_000_000_000;
const kinds = fc.option(
  fc.subarray(['TINYAPP', 'WEBAPP', 'MOBILEAPP', 'PUBLICAPP', 'ARAPP', 'BASEAPP'] as const, { minLength: 1 }),
  {
    nil: undefined,
  },
);
const reference = fc.option(
  fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => Buffer.byteLength(text) <= longestReference),
  { nil: undefined },
);
const write = (content: Parameters<typeof writeLinkState>[2]) =>
  writeLinkState(secret, appId, content, { expiresAt: now + 60_000, random: randomBytes });

describe('the state of a consent link', () => {
  it('is base64 of at most 100 characters, and comes back as it was', () => {
    fc.assert(
      fc.property(kinds, reference, (types, text) => {
        const state = write({ kinds: types, reference: text });
        expect(state).toMatch(/^[A-Za-z0-9+/]{1,100}={0,2}$/);
        expect(state.length).toBeLessThanOrEqual(100);
        expect(readLinkState(secret, appId, state, now)).toMatchObject({ kinds: types, reference: text });
        expect(readLinkState(secret, appId, state.replaceAll('+', ' '), now)).toBeDefined();
      }),
    );
  });

  it('counts for no other application, not after its time, and not changed', () => {
    const state = write({ kinds: undefined, reference: 'order-7' });
    expect(readLinkState(secret, '2021000000000002', state, now)).toBeUndefined();
    expect(readLinkState(secret, appId, state, now + 180_000)).toBeUndefined();
    expect(readLinkState(new VaultSecret(randomBytes(32)), appId, state, now)).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(Buffer.from(state, 'base64').length - 1), fc.integer({ min: 1, max: 255 }), (index, bits) => {
        const bytes = Buffer.from(state, 'base64');
        bytes.writeUInt8(bytes.readUInt8(index) ^ bits, index);
        expect(readLinkState(secret, appId, bytes.toString('base64'), now)).toBeUndefined();
      }),
    );
    expect(readLinkState(secret, appId, 'hello', now)).toBeUndefined();
  });
});
