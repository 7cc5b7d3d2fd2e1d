import { applyArrivals } from '../authorization/apply-arrivals.js';
import type { PairArrival } from '../authorization/store-pairs.js';
import { readPairs } from '../calls/read-pairs.js';
import { forEachConcurrently } from '../concurrency/for-each-concurrently.js';
import type { VaultContext } from '../context/vault-context.js';
import { resolveContest } from '../decision/resolve-contest.js';
import { assignOutcome, type OwnerOfCode, ownerOfCode } from '../inbox/assign-outcome.js';
import { broughtByNotifications } from '../inbox/brought-by-notifications.js';
import { markDone } from '../inbox/close-entry.js';
import { lockEntry } from '../inbox/lock-entry.js';
import { markApplied } from '../journal/end-operations.js';
import { openResponse } from '../journal/record-response.js';
import type { AuthorizationRow, InboxRow, OperationRow } from '../store/schema.js';

/** A pair that a code fetches was issued when the merchant consented, at most this long before; milliseconds. */
const codeLife = 24 * 3_600_000;
/** Pairs that are stored at the same time. */
const mostAtOnce = 8;

/**
 * Stores the pairs of a redemption's response, each in a transaction of its own, so that one that cannot be stored stops
 * no other. Doing it again changes nothing.
 *
 * @returns the merchant applications; also those whose pairs only notifications brought: a response has no pair that was
 * replaced before the code was used
 */
export async function applyRedemption(
  context: VaultContext,
  operation: OperationRow,
  entry: (OwnerOfCode & Pick<InboxRow, 'id' | 'returned' | 'deactivations'>) | undefined,
): Promise<string[]> {
  const { app_id: appId, id } = operation;
  const record = openResponse(context, operation);
  const { pairs, malformed } = readPairs(record.model);
  const issue = { after: record.alipayTime - codeLife, before: record.alipayTime };
  const contested: AuthorizationRow[] = [];
  const owner = entry === undefined ? undefined : ownerOfCode(entry);
  // Without its entry nothing tells that the code became known later.
  const knownSince = entry?.deactivations ?? 0;
  await forEachConcurrently(pairs, Math.min(mostAtOnce, context.settings.concurrency), async (pair) => {
    const arrival: PairArrival = { pair, source: 'code', issue, obtainedAt: record.obtainedAt, knownSince };
    await context.onKillPoint('before-applied');
    const row = await context.store.write((database) =>
      applyArrivals(
        context,
        database,
        { appId, authAppId: pair.authAppId },
        { cause: 'redemption', pairs: [arrival], owner },
      ),
    );
    await context.onKillPoint('after-applied');
    if (row.contested !== null) contested.push(row);
  });
  const received = pairs.map(({ authAppId }) => authAppId);
  const outcome = await context.store.write(async (database) => {
    await markApplied(context, database, [id], malformed);
    if (entry === undefined) return received;
    const now = await lockEntry(context, database, entry.id);
    const notified = await broughtByNotifications(database, now);
    const others = notified.filter((authAppId) => !received.includes(authAppId));
    // A redirect has brought the code meanwhile, and with it the reference.
    const isLate = now.returned !== entry.returned;
    await assignOutcome(context, database, now, isLate ? [...received, ...others] : others);
    await markDone(context, database, entry.id, [...received, ...others]);
    return [...received, ...others];
  });
  for (const row of contested) await resolveContest(context, row);
  if (malformed > 0) {
    const message = `${malformed} of ${malformed + pairs.length} pairs of a response are malformed; the response is kept`;
    context.report({ kind: 'quarantined', appId, message });
  }
  return outcome;
}
