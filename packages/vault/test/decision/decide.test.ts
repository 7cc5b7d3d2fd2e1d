import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, type DecisionFacts, decide, type PairState, type Progress } from '../../src/decision/decide.js';
import { refreshTokensLeft } from '../../src/ordering/refresh-tokens-left.js';

/** What Alipay would say about a pair. */
interface Truth {
  readonly isValid: boolean;
  readonly isAccepted: boolean;
}

/** An authorization as it is known, and what Alipay would say about its pairs. */
interface Model {
  facts: DecisionFacts;
  readonly truths: Map<string, Truth>;
}

/** More than a run, and more runs than a grant has pairs. */
const [mostDecisions, mostRuns] = [12, 12];

const truth = fc.record({ isValid: fc.boolean(), isAccepted: fc.boolean() });
const knownPair = fc.record({
  grantId: fc.constantFrom('old', 'new'),
  refreshable: fc.boolean(),
  refreshDeadline: fc.option(fc.integer({ min: 0, max: 200 })),
  refusal: fc.constant(null),
  confirmed: fc.boolean(),
  verdict: fc.constantFrom('valid' as const, 'invalid' as const, null),
  quarantined: fc.constant(false),
});

/** The current pair is the newest of the new grant; the others are older, of either grant. */
const model: fc.Arbitrary<Model> = fc
  .record({
    current: knownPair,
    others: fc.array(knownPair, { maxLength: 6 }),
    truths: fc.array(truth, { minLength: 7, maxLength: 7 }),
    lost: fc.subarray([0, 1, 2]),
    reason: fc.constantFrom('cannot-rotate' as const, 'permission-missing' as const, null),
    confirmed: fc.boolean(),
    everConfirmed: fc.boolean(),
    pending: fc.boolean(),
    now: fc.option(fc.constant(100), { nil: undefined }),
  })
  .map(({ current, others, truths, lost, reason, ...rest }) => {
    const pairs = [{ ...current, grantId: 'new' }, ...others].map((pair, index) => ({ ...pair, id: `p${index}` }));
    const facts: DecisionFacts = {
      ...rest,
      state: reason === null ? 'active' : 'attention',
      reason,
      pairId: 'p0',
      grantId: 'new',
      pairs,
      contested: false,
      unasked: [],
      lostFrom: new Set(lost.map((index) => `p${index}`)),
      isDue: true,
    };
    return {
      facts,
      truths: new Map(pairs.map(({ id }, index) => [id, truths[index] ?? { isValid: false, isAccepted: false }])),
    };
  });

const changed = (facts: DecisionFacts, id: string, change: Partial<PairState>): DecisionFacts => ({
  ...facts,
  pairs: facts.pairs.map((pair) => (pair.id === id ? { ...pair, ...change } : pair)),
});

function rotated(state: Model, id: string): void {
  const successor: PairState = {
    id: `${id}-next`,
    grantId: 'new',
    refreshable: true,
    refreshDeadline: null,
    refusal: null,
    confirmed: false,
    verdict: null,
    quarantined: false,
  };
  state.truths.set(successor.id, { isValid: true, isAccepted: true });
  const facts = changed(state.facts, id, { confirmed: true });
  state.facts = { ...facts, pairId: successor.id, pairs: [successor, ...facts.pairs] };
}

/** Does what was decided, as the driver does. */
function perform(state: Model, decision: Decision, asked: Set<string>): void {
  if (decision.kind === 'ask') {
    for (const id of decision.pairIds) {
      asked.add(id);
      const { isValid = false } = state.truths.get(id) ?? {};
      state.facts = changed(state.facts, id, { verdict: isValid ? 'valid' : 'invalid' });
    }
  } else if (decision.kind === 'rotate-first') {
    if (state.truths.get(decision.pairId)?.isAccepted) rotated(state, decision.pairId);
    else state.facts = changed(state.facts, decision.pairId, { refusal: 'REFRESH_TOKEN_NOT_VALID' });
  }
}

/** Decides and performs until nothing is left to do. @returns every decision, and the facts that it was drawn from */
function run(state: Model, confirm: boolean): { readonly decision: Decision; readonly facts: DecisionFacts }[] {
  const asked = new Set<string>();
  let offered = false;
  const decisions: { decision: Decision; facts: DecisionFacts }[] = [];
  for (let count = 0; count < mostDecisions; count += 1) {
    const progress: Progress = { confirm, asked, unreadable: new Set(), offered };
    const decision = decide(state.facts, progress);
    decisions.push({ decision, facts: state.facts });
    if (decision.kind === 'done' || decision.kind === 'give-up') return decisions;
    perform(state, decision, asked);
    offered ||= decision.kind === 'rotate-first';
  }
  throw new Error('it never comes to an end');
}

const copy = ({ facts, truths }: Model): Model => ({ facts, truths: new Map(truths) });
const left = (facts: DecisionFacts) => refreshTokensLeft(facts, { id: facts.pairId ?? '', grantId: 'new' });
const kinds = (decisions: ReturnType<typeof run>) => decisions.map(({ decision }) => decision.kind);

describe('the decision about an authorization', () => {
  it('gives a grant up only when every refresh token that may still work was refused, and its token is invalid', () => {
    fc.assert(
      fc.property(model, (given) => {
        const state = copy(given);
        for (let count = 0; count < mostRuns; count += 1) {
          const last = run(state, true).at(-1);
          if (last?.decision.kind !== 'give-up') continue;
          const { facts } = last;
          expect(left(facts)).toEqual([]);
          expect(facts.pending).toBe(false);
          expect(facts.pairs.find(({ id }) => id === facts.pairId)?.verdict).toBe('invalid');
          return;
        }
      }),
    );
  });

  it('never gives up what Alipay still accepts, and ends with a valid token', () => {
    fc.assert(
      fc.property(model, (given) => {
        const state = copy(given);
        fc.pre(left(state.facts).some(({ id }) => state.truths.get(id)?.isAccepted) && !state.facts.pending);
        for (let count = 0; count < mostRuns; count += 1) expect(kinds(run(state, true))).not.toContain('give-up');
        expect(state.truths.get(state.facts.pairId ?? '')).toMatchObject({ isValid: true });
      }),
    );
  });

  it('comes to an end when nothing works any more', () => {
    fc.assert(
      fc.property(model, (given) => {
        const nothing = { isValid: false, isAccepted: false };
        const state = { facts: { ...given.facts, pending: false }, truths: new Map<string, Truth>() };
        for (const id of given.truths.keys()) state.truths.set(id, nothing);
        const ends = Array.from({ length: mostRuns }, () => kinds(run(state, true)).at(-1));
        expect(ends).toContain('give-up');
      }),
    );
  });

  it('offers one refresh token per run: the current first, then the newest; and after a refusal only when it is due', () => {
    fc.assert(
      fc.property(model, fc.boolean(), (given, isDue) => {
        const state = copy(given);
        for (let count = 0; count < mostRuns; count += 1) {
          state.facts = { ...state.facts, isDue };
          const offers = run(state, true).filter(({ decision }) => decision.kind === 'rotate-first');
          expect(offers.length).toBeLessThanOrEqual(1);
          for (const { decision, facts } of offers) {
            expect(decision).toEqual({ kind: 'rotate-first', pairId: left(facts)[0]?.id });
            const isFirst = facts.pairs.every(({ grantId, refusal }) => grantId !== 'new' || refusal === null);
            expect(isDue || isFirst).toBe(true);
          }
        }
      }),
    );
  });

  it('asks about a token in question once, and leaves a valid one alone', () => {
    fc.assert(
      fc.property(model, fc.boolean(), (given, confirm) => {
        const state = copy(given);
        state.truths.set('p0', { isValid: true, isAccepted: false });
        const isQuestioned = confirm || !state.facts.confirmed;
        expect(kinds(run(state, confirm))).toEqual(isQuestioned ? ['ask', 'done'] : ['done']);
      }),
    );
  });

  it('asks about everything that is contested before anything else', () => {
    fc.assert(
      fc.property(model, fc.subarray(['p0', 'p1', 'p2'], { minLength: 1 }), ({ facts }, unasked) => {
        const progress = { confirm: true, asked: new Set<string>(), unreadable: new Set<string>(), offered: false };
        const contested = { ...facts, contested: true, unasked };
        expect(decide(contested, progress)).toEqual({ kind: 'ask', pairIds: unasked });
        expect(decide(contested, { ...progress, asked: new Set(unasked) })).toEqual({
          kind: 'done',
          finding: undefined,
        });
      }),
    );
  });

  it.each(['cancelled', 'deactivated'] as const)('leaves a %s authorization alone', (state) => {
    fc.assert(
      fc.property(model, (given) => {
        expect(kinds(run({ ...given, facts: { ...given.facts, state, pairId: null } }, true))).toEqual(['done']);
      }),
    );
  });

  const exhausted = (refusal: string, more: Partial<DecisionFacts> = {}): DecisionFacts => ({
    state: 'active',
    reason: null,
    pairId: 'p',
    grantId: 'g',
    pairs: [
      {
        id: 'p',
        grantId: 'g',
        refreshable: true,
        refreshDeadline: null,
        refusal,
        confirmed: true,
        verdict: 'invalid',
        quarantined: false,
      },
    ],
    contested: false,
    unasked: [],
    confirmed: true,
    everConfirmed: true,
    lostFrom: new Set(),
    pending: false,
    isDue: true,
    now: 100,
    ...more,
  });
  const asked = { confirm: true, asked: new Set(['p']), unreadable: new Set<string>(), offered: false };

  it.each<[string, DecisionFacts, Decision]>([
    ['an ended grant', exhausted('REFRESH_TOKEN_NOT_VALID'), { kind: 'give-up', as: 'cancelled' }],
    ['an expired token', exhausted('REFRESH_TOKEN_TIME_OUT'), { kind: 'give-up', as: 'needs-reauthorization' }],
    [
      'a rotation that was lost, whichever pair it started from',
      exhausted('REFRESH_TOKEN_NOT_VALID', { lostFrom: new Set(['elsewhere']) }),
      { kind: 'give-up', as: 'needs-reauthorization' },
    ],
    [
      'a grant that Alipay never confirmed',
      exhausted('REFRESH_TOKEN_NOT_EXIST', { everConfirmed: false }),
      { kind: 'give-up', as: 'needs-reauthorization' },
    ],
    [
      'a response that waits to be applied, which is not given up',
      exhausted('REFRESH_TOKEN_NOT_VALID', { pending: true }),
      { kind: 'done', finding: 'cannot-rotate' },
    ],
  ])('tells %s apart', (_, facts, decision) => {
    expect(decide(facts, asked)).toEqual(decision);
  });

  it('does not count a refresh token as refused that does not open', () => {
    const facts = exhausted('');
    const [pair] = facts.pairs;
    if (pair === undefined) throw new Error('there is one');
    const unrefused = { ...facts, pairs: [{ ...pair, refusal: null }] };
    expect(decide(unrefused, { ...asked, unreadable: new Set(['p']) })).toEqual({
      kind: 'done',
      finding: 'cannot-rotate',
    });
  });

  it('lets no deadline pass while the time is not certain', () => {
    const facts = exhausted('');
    const [pair] = facts.pairs;
    if (pair === undefined) throw new Error('there is one');
    const expired = { ...facts, pairs: [{ ...pair, refusal: null, refreshDeadline: 50 }] };
    expect(decide(expired, asked)).toMatchObject({ kind: 'give-up' });
    expect(decide({ ...expired, now: undefined }, asked)).toEqual({ kind: 'rotate-first', pairId: 'p' });
  });
});
