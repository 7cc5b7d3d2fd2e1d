import { applyArrivals, type VerdictArrival } from '../authorization/apply-arrivals.js';
import { openToken, quarantinePair } from '../authorization/open-token.js';
import { callQuery } from '../calls/token-calls.js';
import { CallFailure, checkCircuit, trackCall } from '../circuit/track-call.js';
import { type AuthorizationKey, applicationOf, randomShare, type VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import type { GrantTerms } from '../methods/grant-methods.js';
import { storeMethodSet } from '../methods/method-sets.js';
import { lookAgain, nextProbe } from '../ordering/schedule.js';
import type { Database } from '../store/engine.js';
import type { AuthorizationRow, PairRow } from '../store/schema.js';
import type { AuthorizationFacts } from './read-facts.js';

/**
 * Asks Alipay whether tokens are valid, and stores what it says.
 *
 * @throws VaultError when Alipay does not say; then nothing is stored
 */
export async function askAlipay(
  context: VaultContext,
  key: AuthorizationKey,
  { row, pairs }: AuthorizationFacts,
  pairIds: readonly string[],
): Promise<void> {
  const verdicts: Verdict[] = [];
  for (const id of pairIds) {
    const pair = pairs.find((one) => one.id === id);
    const verdict = pair && (await askOne(context, key, pair, newestTime(pairs, row.cancelled_at)));
    if (verdict !== undefined) verdicts.push(verdict);
  }
  if (verdicts.length > 0) await storeVerdicts(context, key, row.pair_id, verdicts);
}

/** What Alipay says about a token, and about the grant of a valid one. */
interface Verdict extends VerdictArrival {
  readonly terms?: GrantTerms;
}

/** The newest of Alipay's times that is known: what it says now, it says later than that. */
function newestTime(pairs: readonly PairRow[], cancelledAt: number | null): number {
  const times = pairs.flatMap(({ issue_before, grant_before, verdict_at }) => [
    issue_before,
    grant_before,
    verdict_at ?? 0,
  ]);
  return Math.max(cancelledAt ?? 0, ...times);
}

/** @throws VaultError when Alipay does not say */
async function askOne(
  context: VaultContext,
  key: AuthorizationKey,
  pair: PairRow,
  earliest: number,
): Promise<Verdict | undefined> {
  const token = openToken(context, pair);
  if (token === undefined) {
    await context.store.write((database) => quarantinePair(context, database, pair));
    return undefined;
  }
  const application = applicationOf(context, key.appId);
  checkCircuit(application);
  try {
    const status = await trackCall(context, application, callQuery(context, application, token));
    const isOurs = status.authAppId === undefined || status.authAppId === key.authAppId;
    if (!isOurs) reportForeign(context, key);
    const valid = status.valid && isOurs;
    const verdict = { pairId: pair.id, valid, at: status.at, issuedAt: status.issuedAt };
    return valid ? { ...verdict, terms: status.terms } : verdict;
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    const { kind } = error.failure;
    if (kind === 'foreign') reportForeign(context, key);
    if (kind !== 'invalid' && kind !== 'foreign') {
      const details = { ...key, failure: kind, cause: error.cause };
      throw new VaultError('rotation-failed', 'Alipay does not say whether the token is valid', details);
    }
    // The refusal has told Alipay's time; where one did not, our own clock may be off.
    const { alipayClock } = application;
    const at = alipayClock.isCertain ? Math.max(alipayClock.now(), earliest) : earliest;
    return { pairId: pair.id, valid: false, at, issuedAt: undefined };
  }
}

function reportForeign(context: VaultContext, key: AuthorizationKey): void {
  context.report({
    kind: 'mismatch',
    ...key,
    message: 'Alipay says that a stored token belongs to another application',
  });
}

async function storeVerdicts(
  context: VaultContext,
  key: AuthorizationKey,
  pairId: string | null,
  verdicts: readonly Verdict[],
): Promise<void> {
  const now = applicationOf(context, key.appId).alipayClock.now();
  // What follows from an invalid token is decided next; if this process ends first, another one decides it soon.
  const isOpen = verdicts.some((verdict) => verdict.pairId === pairId && !verdict.valid);
  const probe_at = isOpen ? now + lookAgain : nextProbe(context.settings.auditInterval, now, randomShare(context));
  await context.store.write(async (database) => {
    const terms = await termsByPair(context, database, key, verdicts);
    return applyArrivals(context, database, key, {
      cause: 'asked-alipay',
      verdicts,
      confirmed: verdicts.some((verdict) => verdict.pairId === pairId && verdict.valid),
      columns: (row) => ({
        ...(row.contested === null && row.pair_id !== null ? { probe_at } : {}),
        ...terms.get(row.pair_id ?? ''),
      }),
    });
  });
}

type TermColumns = Pick<AuthorizationRow, 'methods_at' | 'auth_start' | 'auth_end' | 'full_delegation'> &
  Partial<Pick<AuthorizationRow, 'method_set'>>;

/** The terms of the grants of valid tokens, by pair: the current pair's are those of the authorization. */
async function termsByPair(
  context: VaultContext,
  database: Database,
  { appId }: AuthorizationKey,
  verdicts: readonly Verdict[],
): Promise<ReadonlyMap<string, TermColumns>> {
  const columns = new Map<string, TermColumns>();
  for (const { pairId, terms } of verdicts) {
    if (terms === undefined) continue;
    const { methods, authStart, authEnd, isFullDelegation } = terms;
    columns.set(pairId, {
      methods_at: context.clock(),
      auth_start: authStart ?? null,
      auth_end: authEnd ?? null,
      full_delegation: isFullDelegation === undefined ? null : Number(isFullDelegation),
      ...(methods === undefined ? {} : { method_set: await storeMethodSet(context, database, appId, methods) }),
    });
  }
  return columns;
}
