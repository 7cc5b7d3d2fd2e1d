import type { RotationPolicy } from '../context/application.js';
import type { NewEvent } from '../events/append-events.js';
import type { EventOrder, VaultEventType } from '../events/vault-event.js';
import { firstProbe, nextAlert, nextProbe, rotationDue } from '../ordering/schedule.js';
import type { Ending, Standing } from '../ordering/standing.js';
import type { AttentionReason, AuthorizationRow, PairRow } from '../store/schema.js';

/** What is known now, in addition to the row before the change. */
export interface Change {
  readonly standing: Standing;
  /** The pair that the standing names. */
  readonly pair: PairRow | undefined;
  /** Whether an event has announced the pair's grant. */
  readonly isTold: boolean;
  /** What is wrong with the grant; `null` for nothing, `undefined` to keep what the row says. */
  readonly reason?: AttentionReason | null | undefined;
}

export interface Surroundings {
  readonly policy: RotationPolicy;
  readonly auditInterval: number;
  readonly epoch: number;
  /** Alipay's time, as well as it is known. */
  readonly now: number;
  /** From 0 to 1, random. */
  readonly share: number;
}

export interface NextRow {
  readonly row: AuthorizationRow;
  readonly events: readonly NewEvent[];
}

/** Derives the next row and its events. Only a fact about the grant changes its state. */
export function nextRow(before: AuthorizationRow, change: Change, around: Surroundings): NextRow {
  const next = holdsStill(before, change) ? holdStill(before, change, around) : move(before, change, around);
  const changed = next.state !== before.state || next.reason !== before.reason || next.pair_id !== before.pair_id;
  const row = { ...next, generation: before.generation + Number(changed) };
  return { row, events: eventTypes(before, row, change.isTold).map((type) => newEvent(type, row)) };
}

/** Whether the merchant or we ended it. */
export function isEnded<R extends Pick<AuthorizationRow, 'state'>>(row: R): row is R & { readonly state: Ending } {
  return row.state === 'cancelled' || row.state === 'deactivated';
}

/** Nothing changes while only Alipay can tell, except that a cancelled authorization takes what it gets. */
function holdsStill(before: AuthorizationRow, { standing, pair }: Change): boolean {
  if (standing.contested === 'cancellation') return true;
  return (
    standing.contested === 'order' && (before.pair_id !== null || before.state !== 'cancelled' || pair === undefined)
  );
}

function holdStill(before: AuthorizationRow, { standing }: Change, { now }: Surroundings): AuthorizationRow {
  return { ...before, contested: standing.contested ?? null, probe_at: now };
}

function move(before: AuthorizationRow, change: Change, around: Surroundings): AuthorizationRow {
  const { standing, pair } = change;
  if (standing.ending !== undefined) return endedRow(before, standing.ending);
  if (pair === undefined) return { ...before, contested: null };
  const isNew = before.pair_id !== pair.id;
  const reason = change.reason === undefined ? keptReason(before, pair) : change.reason;
  const row: AuthorizationRow = {
    ...before,
    ...pairColumns(pair),
    state: reason === null ? 'active' : 'attention',
    reason,
    contested: standing.contested ?? null,
    user_id: pair.user_id ?? before.user_id,
    ...(before.grant_id === pair.grant_id ? {} : unknownTerms),
  };
  if (!isNew && row.issued_at === before.issued_at && row.refresh_deadline === before.refresh_deadline) return row;
  return {
    ...row,
    ...scheduleColumns(before, pair, around, isNew),
    ...(standing.contested === undefined ? {} : { probe_at: around.now }),
  };
}

/** A new pair resolves what was wrong with the old one, but only a new grant adds a permission. */
function keptReason(before: AuthorizationRow, pair: PairRow): AttentionReason | null {
  if (before.pair_id === pair.id) return before.reason;
  return before.grant_id === pair.grant_id && before.reason === 'permission-missing' ? before.reason : null;
}

/** What Alipay said about another grant. */
const unknownTerms = {
  method_set: null,
  methods_at: null,
  auth_start: null,
  auth_end: null,
  full_delegation: null,
} as const;

function pairColumns(pair: PairRow) {
  return {
    pair_id: pair.id,
    grant_id: pair.grant_id,
    grant_after: pair.grant_after,
    grant_before: pair.grant_before,
    issued_at: pair.issue_before,
    grant_trigger: pair.grant_trigger,
    out_biz_no: pair.out_biz_no,
    refresh_deadline: pair.refresh_deadline,
  };
}

function scheduleColumns(
  before: AuthorizationRow,
  pair: PairRow,
  { policy, auditInterval, epoch, now, share }: Surroundings,
  isNew: boolean,
): Partial<AuthorizationRow> {
  const times = { issuedAt: pair.issue_before, refreshDeadline: pair.refresh_deadline ?? undefined };
  const alert = nextAlert(times.refreshDeadline, now);
  const due = pair.sealed_refresh_token === null ? null : rotationDue(policy, times, share);
  const shared = { alert_at: alert?.at ?? null, due_policy: JSON.stringify(policy) };
  // A failed rotation keeps its own schedule.
  if (!isNew) return { ...shared, due_at: before.attempts > 0 ? before.due_at : due };
  // What was imported must be confirmed by Alipay before it is used.
  const confirmed = pair.source === 'import' ? 0 : epoch;
  // Soon after a consent, to learn what the grant permits.
  const isNewGrant = before.grant_id !== pair.grant_id;
  const probe = isNewGrant ? firstProbe(now, share) : nextProbe(auditInterval, now, share);
  return {
    ...shared,
    due_at: due,
    attempts: 0,
    epoch: confirmed,
    probe_at: confirmed === 0 ? now : probe,
  };
}

function endedRow(before: AuthorizationRow, state: Ending): AuthorizationRow {
  return {
    ...before,
    state,
    reason: null,
    contested: null,
    pair_id: null,
    grant_id: null,
    grant_after: null,
    grant_before: null,
    issued_at: null,
    refresh_deadline: null,
    ...unknownTerms,
    due_at: null,
    due_policy: null,
    attempts: 0,
    alert_at: null,
    probe_at: null,
  };
}

/** Each grant emits exactly one event, even if the order of two simultaneous grants turns out to be reversed. */
function eventTypes(before: AuthorizationRow, after: AuthorizationRow, isTold: boolean): VaultEventType[] {
  if (isEnded(after)) return before.state === after.state ? [] : [after.state];
  const types: VaultEventType[] = [];
  const isNewGrant = isEnded(before) || (before.grant_id !== after.grant_id && !isTold);
  if (isNewGrant) types.push(before.event_sequence === 0 ? 'authorized' : 'reauthorized');
  else if (before.pair_id !== after.pair_id) types.push('rotated');
  if (after.state === 'attention' && after.reason !== before.reason) types.push('attention');
  if (!isNewGrant && before.state === 'attention' && after.state === 'active') types.push('recovered');
  return types;
}

/** The order that an authorization was matched with, as events and callers see it. */
export function orderOf({
  order_id: orderId,
  isv_ticket: isvTicket,
}: Pick<AuthorizationRow, 'order_id' | 'isv_ticket'>): EventOrder | null {
  return orderId === null ? null : { orderId, isvTicket };
}

export function newEvent(type: VaultEventType, row: AuthorizationRow, daysLeft: number | null = null): NewEvent {
  return {
    type,
    userId: row.user_id,
    state: row.state,
    reason: row.reason,
    generation: row.generation,
    reference: row.reference,
    trigger: row.grant_trigger,
    outBizNo: row.out_biz_no,
    order: orderOf(row),
    daysLeft,
  };
}
