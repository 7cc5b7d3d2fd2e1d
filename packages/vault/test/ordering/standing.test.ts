import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactly } from '../../src/ordering/bounds.js';
import { type Facts, type PairFact, type Standing, standingOf } from '../../src/ordering/standing.js';

const first: PairFact = { id: 'g1', grantId: 'g1', grant: exactly(100), issue: exactly(100) };
const second: PairFact = { id: 'g2', grantId: 'g2', grant: exactly(300), issue: exactly(300) };
const rotationOfFirst: PairFact = { ...first, id: 'r1', issue: { after: 395, before: 400 } };
const rotationOfSecond: PairFact = { ...second, id: 'r2', issue: { after: 395, before: 400 } };

type Arrival = (facts: Facts) => Facts;
const pair =
  (fact: PairFact): Arrival =>
  ({ pairs, cancelledAt }) => ({ pairs: [...pairs, fact], cancelledAt });
const cancellation =
  (at: number): Arrival =>
  ({ pairs, cancelledAt = 0 }) => ({ pairs, cancelledAt: Math.max(cancelledAt, at) });

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

const standing = (part: Partial<Standing>): Standing => ({
  pairId: undefined,
  ending: undefined,
  contested: undefined,
  unasked: [],
  ...part,
});

const standingAfter = (arrivals: readonly Arrival[]) =>
  standingOf(arrivals.reduce<Facts>((facts, arrive) => arrive(facts), { pairs: [] }));

describe('the standing of an authorization', () => {
  it.each([
    ['the first grant', rotationOfFirst, 'g2'],
    ['the second grant', rotationOfSecond, 'r2'],
  ])(
    'is the same in all 24 orders of grant, cancellation, second grant and a rotation of %s',
    (_, rotation, current) => {
      const orders = permutations([pair(first), cancellation(200), pair(second), pair(rotation)]);
      expect(orders).toHaveLength(24);
      for (const order of orders) {
        expect(standingAfter(order)).toEqual(standing({ pairId: current }));
      }
    },
  );

  it('does not depend on the order of any facts', () => {
    const time = fc.integer({ min: 1, max: 20 });
    const bounds = fc.tuple(time, time).map(([a, b]) => ({ after: Math.min(a, b), before: Math.max(a, b) }));
    const verdict = fc.option(fc.record({ valid: fc.boolean(), at: time }), { nil: undefined });
    const grant = fc.record({
      grant: bounds,
      issues: fc.array(fc.record({ issue: bounds, verdict }), { minLength: 1, maxLength: 3 }),
    });
    const facts = fc.record({
      grants: fc.array(grant, { maxLength: 3 }),
      cancelledAt: fc.option(time, { nil: undefined }),
    });
    fc.assert(
      fc.property(facts, fc.infiniteStream(fc.nat()), ({ grants, cancelledAt }, choices) => {
        const pairs = grants.flatMap(({ grant: granted, issues }, index) =>
          issues.map((one, number) => ({ ...one, id: `p${index}${number}`, grantId: `g${index}`, grant: granted })),
        );
        const shuffled = pairs
          .map((fact) => ({ fact, rank: choices.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ fact }) => fact);
        expect(standingOf({ pairs: shuffled, cancelledAt })).toEqual(standingOf({ pairs, cancelledAt }));
      }),
    );
  });

  it('stays cancelled where Alipay refused all of a grant, whatever becomes known of its times', () => {
    const refused: PairFact = { ...first, foundCancelled: true, verdict: { valid: false, at: 150 } };
    const foundAt = { cancelledAt: 50 };
    expect(standingOf({ pairs: [refused], ...foundAt })).toEqual(standing({ pairId: 'g1', ending: 'cancelled' }));
    expect(standingOf({ pairs: [refused, second], ...foundAt })).toEqual(standing({ pairId: 'g2' }));
    const confirmed = { ...refused, verdict: { valid: true, at: 160 } };
    expect(standingOf({ pairs: [confirmed], ...foundAt })).toEqual(standing({ pairId: 'g1' }));
    expect(standingOf({ pairs: [refused, rotationOfFirst], ...foundAt })).toEqual(standing({ pairId: 'r1' }));
  });

  it('is contested when a cancellation has the very time of the grant, until Alipay has spoken', () => {
    const facts = { pairs: [first], cancelledAt: 100 };
    expect(standingOf(facts)).toEqual(standing({ pairId: 'g1', contested: 'cancellation', unasked: ['g1'] }));
    const asked = (valid: boolean) => ({ pairs: [{ ...first, verdict: { valid, at: 150 } }], cancelledAt: 100 });
    expect(standingOf(asked(true))).toEqual(standing({ pairId: 'g1' }));
    expect(standingOf(asked(false))).toEqual(standing({ pairId: 'g1', ending: 'cancelled' }));
  });

  it('is contested when the times of two grants overlap, until Alipay has spoken of both', () => {
    const wide: PairFact = {
      id: 'c',
      grantId: 'c',
      grant: { after: 0, before: 350 },
      issue: { after: 0, before: 350 },
    };
    expect(standingOf({ pairs: [wide, second] })).toMatchObject({ contested: 'order', unasked: ['g2', 'c'] });
    const invalid = { ...wide, verdict: { valid: false, at: 360 } };
    const valid = { ...second, verdict: { valid: true, at: 360 } };
    expect(standingOf({ pairs: [invalid, valid] })).toEqual(standing({ pairId: 'g2' }));
  });

  it('prefers a token that Alipay found alive to one that it found dead', () => {
    const dead = { ...rotationOfFirst, verdict: { valid: false, at: 500 } };
    const alive = { ...first, verdict: { valid: true, at: 501 } };
    expect(standingOf({ pairs: [dead, alive] }).pairId).toBe('g1');
    expect(standingOf({ pairs: [dead, { ...alive, verdict: { valid: true, at: 450 } }] }).pairId).toBe('r1');
  });
});
