import { appendAudit } from '../audit/append-audit.js';
import { type AuthorizationKey, applicationOf, randomShare, type VaultContext } from '../context/vault-context.js';
import { appendEvents } from '../events/append-events.js';
import { narrowBounds } from '../ordering/bounds.js';
import { type PairFact, standingOf } from '../ordering/standing.js';
import type { Database } from '../store/engine.js';
import { lockOrCreateAuthorization } from '../store/lock-authorization.js';
import type { AttentionReason, AuthorizationRow, PairRow } from '../store/schema.js';
import { isDisplaced } from './find-displaced.js';
import { nextRow } from './next-row.js';
import { grantOf, issueOf, narrowedIssue, narrowGrant, type PairArrival, storePair } from './store-pair.js';

/** What Alipay said of a token. */
export interface VerdictArrival {
  readonly pairId: string;
  readonly valid: boolean;
  /** Alipay's time of saying so. */
  readonly at: number;
  /** When it was issued, to the second. */
  readonly issuedAt: number | undefined;
}

/** Facts about one authorization that became known together. */
export interface Arrivals {
  /** For the audit chain. */
  readonly cause: string;
  readonly pairs?: readonly PairArrival[];
  readonly withdrawnAt?: number | undefined;
  readonly verdicts?: readonly VerdictArrival[];
  /** What is found wrong with the grant, as long as the authorization is still of this generation. */
  readonly finding?: { readonly reason: AttentionReason | null; readonly generation: number } | undefined;
  /** Alipay confirmed the current pair in this epoch. */
  readonly confirmed?: boolean;
  /** The operation whose claim ends with this. */
  readonly operationId?: string | undefined;
  readonly reference?: string | undefined;
  /** Further columns to write. */
  readonly columns?: Partial<AuthorizationRow> | ((row: AuthorizationRow) => Partial<AuthorizationRow>);
}

/** More than anybody rotates while an older pair could still matter. */
const consideredPairs = 60;

/**
 * Stores facts and draws the conclusion, in a transaction. The conclusion depends on all facts that are known and not
 * on the order in which they arrived; storing a fact twice changes nothing.
 */
export async function applyArrivals(
  context: VaultContext,
  database: Database,
  key: AuthorizationKey,
  arrivals: Arrivals,
): Promise<AuthorizationRow> {
  const before = await lockOrCreateAuthorization(context.store, database, key, context.clock());
  for (const pair of arrivals.pairs ?? []) await storePair(context, database, key, pair);
  const pairs = await readPairRows(database, key);
  await applyVerdicts(database, pairs, arrivals.verdicts ?? []);
  const withdrawnAt = Math.max(before.withdrawn_at ?? 0, arrivals.withdrawnAt ?? 0) || null;
  const facts = (arrivals.verdicts?.length ?? 0) > 0 ? await readPairRows(database, key) : pairs;
  const standing = standingOf({ pairs: facts.map(pairFact), withdrawnAt: withdrawnAt ?? undefined });
  const { finding } = arrivals;
  const change = {
    standing,
    pair: facts.find(({ id }) => id === standing.pairId),
    reason: finding?.generation === before.generation ? finding.reason : undefined,
  };
  const application = applicationOf(context, key.appId);
  const { row, events } = nextRow({ ...before, withdrawn_at: withdrawnAt, ...claimColumns(before, arrivals) }, change, {
    policy: application.rotation,
    auditInterval: context.settings.auditInterval,
    epoch: context.epoch.current,
    now: application.alipayClock.now(),
    share: randomShare(context),
  });
  const confirmed = arrivals.confirmed && row.pair_id === before.pair_id ? { epoch: context.epoch.current } : {};
  const isNews = (arrivals.pairs?.length ?? 0) > 0 || row.pair_id !== before.pair_id || before.contested !== 0;
  const isDue = isNews && (await isDisplaced(context, database, { before, row, pairs: facts }));
  const extra = typeof arrivals.columns === 'function' ? arrivals.columns(row) : arrivals.columns;
  const now = context.clock();
  const due = isDue ? { due_at: now } : {};
  const after: AuthorizationRow = { ...row, ...confirmed, ...due, ...extra, updated_at: now };
  const stream = await appendStream(context, database, before, after, { cause: arrivals.cause, events });
  return writeAuthorization(database, { ...after, ...stream });
}

/** Changes that concern nothing but the row itself, with their events and their place in the audit chain. */
export async function appendStream(
  context: VaultContext,
  database: Database,
  before: AuthorizationRow,
  after: AuthorizationRow,
  { cause, events }: { readonly cause: string; readonly events: Parameters<typeof appendEvents>[4] },
): Promise<Pick<AuthorizationRow, 'event_sequence' | 'audit_sequence' | 'audit_hash'>> {
  const stream = { appId: before.app_id, authAppId: before.auth_app_id };
  const event_sequence = await appendEvents(context, database, stream, before, events);
  if (after.generation === before.generation && events.length === 0) {
    return { event_sequence, audit_sequence: before.audit_sequence, audit_hash: before.audit_hash };
  }
  const head = await appendAudit(context, database, stream, before, {
    kind: cause,
    detail: {
      generation: after.generation,
      state: after.state,
      reason: after.reason,
      pair: after.pair_id,
      grant: after.grant_id,
      withdrawnAt: after.withdrawn_at,
      events: events.map(({ type }) => type),
    },
  });
  return { event_sequence, ...head };
}

/** Writes a locked row back. */
export async function writeAuthorization(database: Database, row: AuthorizationRow): Promise<AuthorizationRow> {
  const { app_id, auth_app_id, ...columns } = row;
  await database
    .updateTable('authorization')
    .set(columns)
    .where('app_id', '=', app_id)
    .where('auth_app_id', '=', auth_app_id)
    .execute();
  return row;
}

function claimColumns(before: AuthorizationRow, { operationId, reference }: Arrivals): Partial<AuthorizationRow> {
  return {
    ...(operationId !== undefined && before.claim_owner === operationId
      ? { claim_owner: null, claim_until: null }
      : {}),
    ...(reference === undefined || (reference === '' && before.claimed === 1) ? {} : { reference, claimed: 1 }),
  };
}

async function readPairRows(database: Database, { appId, authAppId }: AuthorizationKey): Promise<PairRow[]> {
  return database
    .selectFrom('pair')
    .selectAll()
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId)
    .where('quarantined_at', 'is', null)
    .orderBy('issue_before', 'desc')
    .orderBy('id', 'desc')
    .limit(consideredPairs)
    .execute();
}

async function applyVerdicts(
  database: Database,
  pairs: readonly PairRow[],
  verdicts: readonly VerdictArrival[],
): Promise<void> {
  for (const { pairId, valid, at, issuedAt } of verdicts) {
    const pair = pairs.find(({ id }) => id === pairId);
    if (pair === undefined) continue;
    const told = issuedAt === undefined ? undefined : { after: issuedAt, before: issuedAt + 999 };
    const issue = told === undefined ? issueOf(pair) : narrowBounds(issueOf(pair), told);
    await database
      .updateTable('pair')
      .set({ ...narrowedIssue(pair, issue), verdict: valid ? 'valid' : 'invalid', verdict_at: at })
      .where('id', '=', pairId)
      .execute();
    if (told !== undefined && pair.grant_id === pair.id) await narrowGrant(database, pair, told);
  }
}

function pairFact(pair: PairRow): PairFact {
  const verdict =
    pair.verdict === null || pair.verdict_at === null
      ? undefined
      : { valid: pair.verdict === 'valid', at: pair.verdict_at };
  return { id: pair.id, grantId: pair.grant_id, grant: grantOf(pair), issue: issueOf(pair), verdict };
}
