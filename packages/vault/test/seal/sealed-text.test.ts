import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSealedText, sealedKeyId, sealText } from '../../src/seal/sealed-text.js';

const key = { id: 'k1', key: createSecretKey(randomBytes(32)) };
const other = { id: 'k1', key: createSecretKey(randomBytes(32)) };
const place = fc.record({
  owner: fc.array(fc.string(), { maxLength: 2 }),
  table: fc.string(),
  row: fc.string(),
  field: fc.string(),
});

describe('sealed text', () => {
  it('opens with its key in its place, and is different every time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), place, (text, where) => {
        const sealed = sealText(text, where, key, randomBytes);
        expect(openSealedText(sealed, where, key)).toBe(text);
        expect(sealedKeyId(sealed)).toBe('k1');
        expect(sealText(text, where, key, randomBytes)).not.toEqual(sealed);
      }),
    );
  });

  it('opens in no other place', () => {
    fc.assert(
      fc.property(place, place, (here, there) => {
        fc.pre(JSON.stringify(here) !== JSON.stringify(there));
        expect(openSealedText(sealText('token', here, key, randomBytes), there, key)).toBeUndefined();
      }),
    );
  });

  it('opens with no other key', () => {
    const where = { owner: ['2021', '2088'], table: 'pair', row: '1', field: 'sealed_token' };
    expect(openSealedText(sealText('token', where, key, randomBytes), where, other)).toBeUndefined();
    expect(openSealedText(sealText('token', where, key, randomBytes), where, { ...key, id: 'k2' })).toBeUndefined();
  });

  it('does not open with a byte changed, cut off or added', () => {
    const where = { owner: ['2021', '2088'], table: 'pair', row: '1', field: 'sealed_token' };
    const sealed = sealText('202611BBa4f0c1', where, key, randomBytes);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (index, bits) => {
        const changed = Buffer.from(sealed);
        changed.writeUInt8(changed.readUInt8(index) ^ bits, index);
        expect(openSealedText(changed, where, key)).toBeUndefined();
        expect(openSealedText(sealed.subarray(0, index), where, key)).toBeUndefined();
      }),
    );
    expect(openSealedText(Buffer.concat([sealed, Buffer.of(0)]), where, key)).toBeUndefined();
  });
});
