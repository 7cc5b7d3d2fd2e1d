import { type PairFact, type Standing, standingOf } from '../ordering/standing.js';
import type { PairRow } from '../store/schema.js';
import { grantOf, issueOf } from './store-pairs.js';

/** Derives what an authorization is from its stored pairs; those that do not open are left out. */
export function standingOfPairs(pairs: readonly PairRow[], cancelledAt: number | null): Standing {
  const readable = pairs.filter(({ quarantined_at }) => quarantined_at === null);
  return standingOf({ pairs: readable.map(pairFact), cancelledAt: cancelledAt ?? undefined });
}

function pairFact(pair: PairRow): PairFact {
  const verdict =
    pair.verdict === null || pair.verdict_at === null
      ? undefined
      : { valid: pair.verdict === 'valid', at: pair.verdict_at };
  return { id: pair.id, grantId: pair.grant_id, grant: grantOf(pair), issue: issueOf(pair), verdict };
}
