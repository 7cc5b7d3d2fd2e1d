import type { VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { type PairFact, type Standing, standingOf } from '../ordering/standing.js';
import type { PairRow } from '../store/schema.js';
import { openRefreshToken } from './open-token.js';
import { grantOf, issueOf } from './store-pairs.js';

/** Derives what an authorization is from its stored pairs. */
export function standingOfPairs(
  context: VaultContext,
  pairs: readonly PairRow[],
  cancelledAt: number | null,
): Standing {
  const usable = pairs.filter((pair) => pair.quarantined_at === null || canBeRotated(context, pair));
  // Where nothing opens, a failure of ours must not end the authorization.
  const counted = usable.length > 0 ? usable : pairs;
  return standingOf({ pairs: counted.map(pairFact), cancelledAt: cancelledAt ?? undefined });
}

/** A pair whose token does not open still counts while its refresh token does: a rotation mends it. */
function canBeRotated(context: VaultContext, pair: PairRow): boolean {
  try {
    return openRefreshToken(context, pair) !== undefined;
  } catch (error) {
    if (isVaultError(error, 'missing-key')) return true;
    throw error;
  }
}

function pairFact(pair: PairRow): PairFact {
  const verdict =
    pair.verdict === null || pair.verdict_at === null
      ? undefined
      : { valid: pair.verdict === 'valid', at: pair.verdict_at };
  return {
    id: pair.id,
    grantId: pair.grant_id,
    grant: grantOf(pair),
    issue: issueOf(pair),
    deactivated: pair.deactivated === 1,
    foundCancelled: pair.found_cancelled === 1,
    unreadable: pair.quarantined_at !== null,
    verdict,
  };
}
