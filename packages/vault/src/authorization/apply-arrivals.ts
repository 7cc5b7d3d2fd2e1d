import { type AuthorizationKey, applicationOf, randomShare, type VaultContext } from '../context/vault-context.js';
import type { NewEvent } from '../events/append-events.js';
import type { VaultEventType } from '../events/vault-event.js';
import { readTombstones } from '../forgetting/tombstone.js';
import { narrowBounds } from '../ordering/bounds.js';
import { type ArrivedGrant, findOrders } from '../orders/find-orders.js';
import type { Database } from '../store/engine.js';
import { emptyRow, type ForgottenKeys, lockOrCreateAuthorizations } from '../store/lock-authorization.js';
import type { AttentionReason, AuthorizationRow, OrderRow, PairRow } from '../store/schema.js';
import { writeAuthorizations } from '../store/write-authorizations.js';
import { appendStreams, type StreamChange } from './append-streams.js';
import { isDisplaced } from './is-displaced.js';
import { isEnded, newEvent, nextRow } from './next-row.js';
import { readConsideredPairs } from './read-considered-pairs.js';
import { type ReferenceArrival, referenceColumns } from './reference-columns.js';
import { standingOfPairs } from './standing-of-pairs.js';
import { issueOf, narrowedIssue, narrowGrant, type PairArrival, storePairs } from './store-pairs.js';

/** What Alipay said about a token. */
export interface VerdictArrival {
  readonly pairId: string;
  readonly valid: boolean;
  /** When Alipay said it, by its clock. */
  readonly at: number;
  /** When the token was issued, to the second. */
  readonly issuedAt: number | undefined;
}

/** New facts about one authorization. */
export interface Arrivals {
  /** For the audit chain. */
  readonly cause: string;
  readonly pairs?: readonly PairArrival[];
  readonly cancelledAt?: number | undefined;
  readonly verdicts?: readonly VerdictArrival[];
  /** What is wrong with the grant; ignored if the authorization has another generation by now. */
  readonly finding?: { readonly reason: AttentionReason | null; readonly generation: number } | undefined;
  /** Alipay confirmed the current pair in this epoch. */
  readonly confirmed?: boolean;
  /** The operation whose lease is released. */
  readonly operationId?: string | undefined;
  /** Whose it is. */
  readonly owner?: ReferenceArrival | undefined;
  /** An order that it follows from. */
  readonly order?: OrderRow | undefined;
  /** Until when the rotation that brings a pair is the result of further ones, if its pair becomes the current one. */
  readonly rotatedUntil?: number | undefined;
  /** Other columns to write. */
  readonly columns?: Partial<AuthorizationRow> | ((row: AuthorizationRow) => Partial<AuthorizationRow>);
}

const grantEvents: readonly VaultEventType[] = ['authorized', 'reauthorized'];

/** New facts about one of several authorizations. */
export interface ArrivalsOf {
  readonly authAppId: string;
  readonly arrivals: Arrivals;
}

/**
 * Stores new facts and derives the authorization from everything that is known, within a transaction. The result does not
 * depend on the order in which facts arrive, and storing a fact twice changes nothing.
 */
export async function applyArrivals(
  context: VaultContext,
  database: Database,
  { appId, authAppId }: AuthorizationKey,
  arrivals: Arrivals,
): Promise<AuthorizationRow> {
  const [row] = await applyAllArrivals(context, database, appId, [{ authAppId, arrivals }]);
  if (row === undefined) throw new Error('there is a row for each authorization');
  return row;
}

/**
 * Does the same for several authorizations of one application, with as many statements as for one.
 *
 * @param all each authorization once
 * @returns the rows in the same order
 */
export async function applyAllArrivals(
  context: VaultContext,
  database: Database,
  appId: string,
  all: readonly ArrivalsOf[],
): Promise<AuthorizationRow[]> {
  const authAppIds = all.map(({ authAppId }) => authAppId);
  const now = context.clock();
  const locked = await lockOrCreateAuthorizations(context, database, appId, authAppIds, now, (missing) =>
    findForgotten(
      context,
      database,
      appId,
      all.filter(({ authAppId }) => missing.includes(authAppId)),
    ),
  );
  const known = all.filter(({ authAppId }) => locked.has(authAppId));
  const written = new Map<string, AuthorizationRow>();
  for (const after of await applyKnown(context, database, appId, known, locked)) written.set(after.auth_app_id, after);
  return authAppIds.map((authAppId) => written.get(authAppId) ?? forgottenRow(context, { appId, authAppId }));
}

/** Those that were forgotten, and that nothing brings back: every consent that arrives was known before. */
async function findForgotten(
  { secret }: VaultContext,
  database: Database,
  appId: string,
  missing: readonly ArrivalsOf[],
): Promise<ForgottenKeys> {
  const deactivations = await readTombstones(
    secret,
    database,
    appId,
    missing.map(({ authAppId }) => authAppId),
  );
  const isNew = ({ knownSince, source }: PairArrival, deactivation: number) =>
    source === 'import' || (knownSince !== undefined && knownSince >= deactivation);
  const forgotten = missing.filter(({ authAppId, arrivals }) => {
    const deactivation = deactivations.get(authAppId);
    return deactivation !== undefined && !arrivals.pairs?.some((arrival) => isNew(arrival, deactivation));
  });
  return { forgotten: new Set(forgotten.map(({ authAppId }) => authAppId)), deactivations };
}

/** What is returned for an authorization that was forgotten; it is not stored. */
export function forgottenRow(context: VaultContext, key: AuthorizationKey): AuthorizationRow {
  return { ...emptyRow(context, key, context.clock()), state: 'deactivated' };
}

async function applyKnown(
  context: VaultContext,
  database: Database,
  appId: string,
  all: readonly ArrivalsOf[],
  locked: ReadonlyMap<string, AuthorizationRow>,
): Promise<AuthorizationRow[]> {
  if (all.length === 0) return [];
  const facts = await storeFacts(context, database, appId, all, locked);
  const orders = await findOrders(context, database, appId, grantsOf(all, locked));
  const changes: StreamChange[] = [];
  for (const { authAppId, arrivals } of all) {
    const [before, pairs] = [locked.get(authAppId), facts.get(authAppId)];
    if (before === undefined || pairs === undefined) throw new Error('there is a row for each authorization');
    const order = arrivals.order ?? orders.get(authAppId);
    changes.push({ before, ...(await conclude(context, database, { before, pairs, arrivals, order })) });
  }
  await markTold(context, database, changes);
  return writeAuthorizations(context, database, await appendStreams(context, database, changes));
}

/** Stores pairs and verdicts. @returns the pairs of each authorization, newest first, by `auth_app_id` */
async function storeFacts(
  context: VaultContext,
  database: Database,
  appId: string,
  all: readonly ArrivalsOf[],
  locked: ReadonlyMap<string, AuthorizationRow>,
): Promise<Map<string, readonly PairRow[]>> {
  const arrived = all.flatMap(({ authAppId, arrivals }) =>
    (arrivals.pairs ?? []).map((arrival) => ({
      key: { appId, authAppId },
      arrival: withDeactivation(arrival, locked.get(authAppId)),
    })),
  );
  await storePairs(context, database, appId, arrived);
  const keys = all.map(({ authAppId }) => authAppId);
  const pairs = await readConsideredPairs(database, appId, keys);
  for (const { authAppId, arrivals } of all) {
    if (arrivals.verdicts === undefined || arrivals.verdicts.length === 0) continue;
    await applyVerdicts(context, database, pairs.get(authAppId) ?? [], arrivals.verdicts);
    const again = await readConsideredPairs(database, appId, [authAppId]);
    pairs.set(authAppId, again.get(authAppId) ?? []);
  }
  return pairs;
}

/** Whether a consent that was known when we deactivated the authorization brings a pair. */
function withDeactivation(arrival: PairArrival, row: AuthorizationRow | undefined): PairArrival {
  const { knownSince } = arrival;
  const isKnown = knownSince !== undefined && knownSince < (row?.deactivation ?? 0);
  return isKnown ? { ...arrival, isDeactivated: true } : arrival;
}

interface Situation {
  readonly before: AuthorizationRow;
  readonly pairs: readonly PairRow[];
  readonly arrivals: Arrivals;
  readonly order: OrderRow | undefined;
}

function grantsOf(all: readonly ArrivalsOf[], locked: ReadonlyMap<string, AuthorizationRow>): ArrivedGrant[] {
  return all.flatMap(({ authAppId, arrivals: { pairs = [] } }) => {
    const row = locked.get(authAppId);
    return row === undefined ? [] : [{ row, pairs }];
  });
}

/** Derives an authorization from what is known now. */
async function conclude(
  context: VaultContext,
  database: Database,
  { before, pairs, arrivals, order }: Situation,
): Promise<Omit<StreamChange, 'before'>> {
  const cancelledAt = Math.max(before.cancelled_at ?? 0, arrivals.cancelledAt ?? 0) || null;
  const standing = standingOfPairs(context, pairs, cancelledAt);
  const { finding } = arrivals;
  const pair = pairs.find(({ id }) => id === standing.pairId);
  const change = {
    standing,
    pair,
    isTold: pairs.some(({ grant_id, told_at }) => grant_id === pair?.grant_id && told_at !== null),
    reason: finding?.generation === before.generation ? finding.reason : undefined,
  };
  const application = applicationOf(context, before.app_id);
  const arrived = {
    cancelled_at: cancelledAt,
    ...arrivedColumns(before, arrivals),
    ...orderColumns(before, pair, { arrivals, order }),
  };
  const { row, events } = nextRow({ ...before, ...arrived }, change, {
    policy: application.rotation,
    auditInterval: context.settings.auditInterval,
    epoch: context.epoch.current,
    now: application.alipayClock.now(),
    share: randomShare(context),
  });
  const confirmed = arrivals.confirmed && row.pair_id === before.pair_id ? { epoch: context.epoch.current } : {};
  const isNews = (arrivals.pairs?.length ?? 0) > 0 || row.pair_id !== before.pair_id || before.contested !== null;
  const isDue = isNews && (await isDisplaced(database, { before, row, pairs }));
  const extra = typeof arrivals.columns === 'function' ? arrivals.columns(row) : arrivals.columns;
  const now = context.clock();
  const due = isDue ? { due_at: now } : {};
  return {
    after: { ...row, ...confirmed, ...spacing(before, row, { pair, arrivals }), ...due, ...extra, updated_at: now },
    cause: arrivals.cause,
    events: withOrder(before, row, events),
  };
}

/** Marks the grants that these events announce: each is announced once. */
async function markTold({ clock }: VaultContext, database: Database, changes: readonly StreamChange[]): Promise<void> {
  const told = changes.filter(({ events }) => events.some(({ type }) => grantEvents.includes(type)));
  const ids = told.flatMap(({ after }) => (after.pair_id === null ? [] : [after.pair_id]));
  if (ids.length > 0) await database.updateTable('pair').set({ told_at: clock() }).where('id', 'in', ids).execute();
}

/** What an earlier grant follows from does not replace the order that the current grant names. */
function orderColumns(
  before: AuthorizationRow,
  pair: PairRow | undefined,
  { arrivals, order }: Pick<Situation, 'arrivals' | 'order'>,
): Partial<AuthorizationRow> {
  const isNamed = before.order_id !== null && pair?.out_biz_no === before.order_id;
  if (order === undefined || (isNamed && arrivals.order === undefined)) return {};
  return { order_id: order.order_id, isv_ticket: order.isv_ticket };
}

/** An order that no event of the grant carries has its own. */
function withOrder(before: AuthorizationRow, row: AuthorizationRow, events: readonly NewEvent[]): readonly NewEvent[] {
  if (row.order_id === before.order_id || isEnded(row)) return events;
  return events.some(({ type }) => grantEvents.includes(type)) ? events : [...events, newEvent('ordered', row)];
}

/** What a rotation brought is no reason to leave another pair as it is. */
function spacing(
  before: AuthorizationRow,
  { pair_id }: AuthorizationRow,
  { pair, arrivals: { rotatedUntil } }: { readonly pair: PairRow | undefined; readonly arrivals: Arrivals },
): Partial<AuthorizationRow> {
  if (pair_id === before.pair_id) return {};
  return { rotated_until: pair?.source === 'rotation' ? (rotatedUntil ?? null) : null };
}

function arrivedColumns(before: AuthorizationRow, { operationId, owner }: Arrivals): Partial<AuthorizationRow> {
  return {
    ...(operationId !== undefined && before.lease_owner === operationId
      ? { lease_owner: null, lease_until: null }
      : {}),
    ...(owner === undefined ? {} : referenceColumns(before, owner)),
  };
}

async function applyVerdicts(
  { clock }: VaultContext,
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
      .set({
        ...narrowedIssue(pair, issue),
        verdict: valid ? 'valid' : 'invalid',
        verdict_at: at,
        confirmed_at: pair.confirmed_at ?? (valid ? clock() : null),
      })
      .where('id', '=', pairId)
      .execute();
    if (told !== undefined && pair.grant_id === pair.id) await narrowGrant(database, pair, told);
  }
}
