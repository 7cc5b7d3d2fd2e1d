import { applyArrivals } from '../authorization/apply-arrivals.js';
import { type AuthorizationKey, applicationOf, randomShare, type VaultContext } from '../context/vault-context.js';
import { lookAgain, nextProbe } from '../ordering/schedule.js';
import { attemptRotation } from '../rotation/attempt-rotation.js';
import type { Database } from '../store/engine.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import type { AuthorizationRow } from '../store/schema.js';
import { askAlipay } from './ask-alipay.js';
import { type Decision, decide, type GivenUpAs, type Progress } from './decide.js';
import { type AuthorizationFacts, readFacts } from './read-facts.js';

export interface ResolveOptions {
  /** Whether to ask Alipay about the current token whatever is known, e.g. because a call was refused. */
  readonly confirm?: boolean;
}

/** Decisions of one run: more than an authorization needs that no other process changes. */
const mostDecisions = 12;

interface Run extends Progress {
  readonly asked: Set<string>;
  readonly unreadable: Set<string>;
  offered: boolean;
}

/**
 * Finds out what an authorization is: which pair is current, whether the merchant cancelled, what needs attention.
 * Performs one decision, reads everything again and decides again, so that no conclusion is drawn from what was. Only
 * this function asks Alipay about tokens or gives a grant up.
 *
 * @throws VaultError when Alipay does not say; then nothing has changed
 */
export async function resolveAuthorization(
  context: VaultContext,
  key: AuthorizationKey,
  { confirm = false }: ResolveOptions = {},
): Promise<AuthorizationRow> {
  const run: Run = { confirm, asked: new Set(), unreadable: new Set(), offered: false };
  for (let decisions = 0; ; decisions += 1) {
    const known = await context.store.read((database) => readFacts(context, database, key));
    const decision = decide(known.facts, run);
    if (decision.kind === 'done') return finish(context, key, known, decision);
    if (decisions === mostDecisions) return known.row;
    if (decision.kind === 'give-up') {
      const row = await giveUp(context, key, run);
      if (row !== undefined) return row;
    } else if (decision.kind === 'ask') {
      for (const id of decision.pairIds) run.asked.add(id);
      await askAlipay(context, key, known, decision.pairIds);
    } else await offer(context, key, run, decision.pairId);
  }
}

/** Offers a refresh token. A refusal is stored on its pair, so that the next decision sees it. */
async function offer(context: VaultContext, key: AuthorizationKey, run: Run, pairId: string): Promise<void> {
  const attempt = await attemptRotation(context, key, { reason: 'token-invalid', pairId });
  if (attempt.kind === 'unreadable') run.unreadable.add(pairId);
  else if (attempt.kind !== 'again') run.offered = true;
}

/** Writes what was found wrong with the grant, if that is new, and when to examine it again. */
async function finish(
  context: VaultContext,
  key: AuthorizationKey,
  { row, facts }: AuthorizationFacts,
  { finding }: Extract<Decision, { readonly kind: 'done' }>,
): Promise<AuthorizationRow> {
  const now = applicationOf(context, key.appId).alipayClock.now();
  const isNews = finding !== undefined && finding !== row.reason;
  if (!isNews && (row.probe_at === null || row.probe_at > now)) return row;
  const isOpen = facts.contested || facts.pairs.some(({ id, verdict }) => id === row.pair_id && verdict === 'invalid');
  const { auditInterval } = context.settings;
  const probe_at = isOpen ? now + lookAgain : nextProbe(auditInterval, now, randomShare(context));
  return context.store.write((database) =>
    applyArrivals(context, database, key, {
      cause: 'asked-alipay',
      finding: isNews ? { reason: finding, generation: row.generation } : undefined,
      columns: (after) => (after.pair_id === row.pair_id && after.probe_at !== null ? { probe_at } : {}),
    }),
  );
}

/** Decides once more with the row locked. @returns `undefined` when there is something else to do by now */
async function giveUp(context: VaultContext, key: AuthorizationKey, run: Run): Promise<AuthorizationRow | undefined> {
  return context.store.write(async (database) => {
    await lockAuthorization(context, database, key);
    const { row, facts } = await readFacts(context, database, key);
    const decision = decide(facts, run);
    if (decision.kind !== 'give-up') return undefined;
    if (decision.as === 'cancelled') await markFoundCancelled(database, row);
    return applyArrivals(context, database, key, givenUp(row, decision.as));
  });
}

/** The times of a grant may become known better later: what Alipay refused stays refused. */
async function markFoundCancelled(
  database: Database,
  { app_id: appId, auth_app_id: authAppId, grant_id: grantId }: AuthorizationRow,
): Promise<void> {
  await database
    .updateTable('pair')
    .set({ found_cancelled: 1 })
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId)
    .where('grant_id', '=', grantId)
    .execute();
}

function givenUp(row: AuthorizationRow, as: GivenUpAs): Parameters<typeof applyArrivals>[3] {
  // When the merchant cancelled is not known. The earliest time ends this grant, by Alipay's verdict on it, and none that was
  // given within the same second, and that a late notification may still bring.
  if (as === 'cancelled') return { cause: 'found-cancelled', cancelledAt: row.grant_after ?? 0 };
  return {
    cause: 'found-invalid',
    finding: { reason: 'needs-reauthorization', generation: row.generation },
    columns: { due_at: null, probe_at: null },
  };
}
