import { applyArrivals, type VerdictArrival } from '../authorization/apply-arrivals.js';
import { openToken, quarantinePair } from '../authorization/open-token.js';
import { callQuery } from '../calls/token-calls.js';
import { CallFailure, checkCircuit, trackCall } from '../circuit/track-call.js';
import { type AuthorizationKey, applicationOf, randomShare, type VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { nextProbe } from '../ordering/schedule.js';
import type { PairRow } from '../store/schema.js';
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
  const verdicts: VerdictArrival[] = [];
  for (const id of pairIds) {
    const pair = pairs.find((one) => one.id === id);
    const verdict = pair && (await askOne(context, key, pair, newestTime(pairs, row.cancelled_at)));
    if (verdict !== undefined) verdicts.push(verdict);
  }
  if (verdicts.length > 0) await storeVerdicts(context, key, row.pair_id, verdicts);
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
): Promise<VerdictArrival | undefined> {
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
    return { pairId: pair.id, valid: status.valid && isOurs, at: status.at, issuedAt: status.issuedAt };
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    const { kind } = error.failure;
    if (kind === 'foreign') reportForeign(context, key);
    if (kind !== 'invalid' && kind !== 'foreign') {
      const details = { ...key, failure: kind, cause: error.cause };
      throw new VaultError('rotation-failed', 'Alipay does not say whether the token is valid', details);
    }
    // An error does not bring Alipay's time with it, and our own clock may be off.
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
  verdicts: readonly VerdictArrival[],
): Promise<void> {
  const now = applicationOf(context, key.appId).alipayClock.now();
  const probe_at = nextProbe(context.settings.auditInterval, now, randomShare(context));
  await context.store.write((database) =>
    applyArrivals(context, database, key, {
      cause: 'asked-alipay',
      verdicts,
      confirmed: verdicts.some((verdict) => verdict.pairId === pairId && verdict.valid),
      columns: (row) => (row.contested === null && row.pair_id !== null ? { probe_at } : {}),
    }),
  );
}
