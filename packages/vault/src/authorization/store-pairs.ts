import type { ReceivedPair } from '../calls/read-pairs.js';
import { type AuthorizationKey, contextId, type VaultContext } from '../context/vault-context.js';
import { type Bounds, narrowBounds } from '../ordering/bounds.js';
import type { SealPlace } from '../seal/sealed-text.js';
import type { Database } from '../store/engine.js';
import type { PairRow, PairSource } from '../store/schema.js';

/** What a notification says about the grant that it brings. */
export interface GrantOrigin {
  readonly trigger: string | null;
  readonly outBizNo: string | null;
}

/** A pair that arrived, and what is known about its times. */
export interface PairArrival {
  readonly pair: ReceivedPair;
  readonly source: PairSource;
  /** The pair that a rotation started from; without it, this pair starts a grant. */
  readonly rotatedFrom?: PairRow | undefined;
  /** The id of its grant, if that is known; empty if not. */
  readonly grantId?: string | undefined;
  /** When Alipay issued it. */
  readonly issue: Bounds;
  /** When the merchant consented; equal to the issue by default. */
  readonly grant?: Bounds | undefined;
  readonly obtainedAt: number;
  /** What its notification says about the grant. */
  readonly origin?: GrantOrigin | undefined;
  /** Whether we deactivated its grant before it arrived. */
  readonly isDeactivated?: boolean | undefined;
  /** Whether its grant was given up as cancelled. */
  readonly isFoundCancelled?: boolean | undefined;
  /** The application's count of deactivations when the code or the notification that brought it became known. */
  readonly knownSince?: number | undefined;
  /** When its refresh token expires, if that is not to follow from `reExpiresIn`. */
  readonly refreshDeadline?: number | undefined;
}

/** Rows of one statement: databases limit its parameters. */
const rowsAtATime = 500;

/** A pair that arrived, and its authorization. */
export interface OwnedArrival {
  readonly key: AuthorizationKey;
  readonly arrival: PairArrival;
}

/**
 * Stores pairs of one application; the rows of the authorizations must be locked. A pair can arrive several ways, and each
 * narrows down its times.
 */
export async function storePairs(
  context: VaultContext,
  database: Database,
  appId: string,
  arrivals: readonly OwnedArrival[],
): Promise<void> {
  if (arrivals.length === 0) return;
  const fingerprints = arrivals.map(({ arrival }) => context.secret.fingerprint(appId, arrival.pair.appAuthToken));
  const known = await findKnown(database, appId, fingerprints);
  const inserted: PairRow[] = [];
  const again: { readonly row: PairRow; readonly arrival: PairArrival }[] = [];
  for (const [index, { key, arrival }] of arrivals.entries()) {
    const fingerprint = fingerprints[index] ?? '';
    const row = known.get(fingerprint);
    if (row !== undefined) {
      again.push({ row, arrival });
      continue;
    }
    const made = pairRow(context, key, arrival, fingerprint);
    known.set(fingerprint, made);
    inserted.push(made);
  }
  for (let start = 0; start < inserted.length; start += rowsAtATime) {
    const rows = inserted.slice(start, start + rowsAtATime);
    await database.insertInto('pair').values(rows).execute();
  }
  for (const { row, arrival } of again) await narrowPair(database, row, arrival);
  await markConfirmed(context, database, arrivals);
}

/** A rotation confirms the pair that it started from. */
async function markConfirmed(
  { clock }: VaultContext,
  database: Database,
  arrivals: readonly OwnedArrival[],
): Promise<void> {
  const ids = arrivals.flatMap(({ arrival }) => (arrival.rotatedFrom === undefined ? [] : [arrival.rotatedFrom.id]));
  if (ids.length === 0) return;
  const query = database.updateTable('pair').set({ confirmed_at: clock() });
  await query.where('id', 'in', ids).where('confirmed_at', 'is', null).execute();
}

async function findKnown(
  database: Database,
  appId: string,
  fingerprints: readonly string[],
): Promise<Map<string, PairRow>> {
  const rows = await database
    .selectFrom('pair')
    .selectAll()
    .where('app_id', '=', appId)
    .where('fingerprint', 'in', fingerprints)
    .execute();
  return new Map(rows.map((row) => [row.fingerprint, row]));
}

function pairRow(
  context: VaultContext,
  { appId, authAppId }: AuthorizationKey,
  arrival: PairArrival,
  fingerprint: string,
): PairRow {
  const { pair, source, rotatedFrom, obtainedAt } = arrival;
  const id = contextId(context);
  const owned = { id, app_id: appId, auth_app_id: authAppId };
  // A rotation is later than the pair that it started from, however coarse the clocks.
  const issue = rotatedFrom === undefined ? arrival.issue : laterThan(arrival.issue, rotatedFrom.issue_before);
  const grant = rotatedFrom === undefined ? (arrival.grant ?? issue) : grantOf(rotatedFrom);
  const token = context.keyRing.seal(pair.appAuthToken, tokenPlace(owned));
  const refresh =
    pair.appRefreshToken === undefined
      ? undefined
      : context.keyRing.seal(pair.appRefreshToken, refreshTokenPlace(owned));
  const life = pair.reExpiresIn === undefined ? undefined : pair.reExpiresIn * 1000;
  return {
    id,
    app_id: appId,
    auth_app_id: authAppId,
    user_id: pair.userId ?? null,
    grant_id: rotatedFrom?.grant_id ?? (arrival.grantId || id),
    source,
    grant_trigger: rotatedFrom?.grant_trigger ?? arrival.origin?.trigger ?? null,
    out_biz_no: rotatedFrom?.out_biz_no ?? arrival.origin?.outBizNo ?? null,
    fingerprint,
    verdict: null,
    grant_after: grant.after,
    grant_before: grant.before,
    issue_after: issue.after,
    issue_before: issue.before,
    obtained_at: obtainedAt,
    expires_in: pair.expiresIn ?? null,
    refresh_deadline: arrival.refreshDeadline ?? (life === undefined ? null : issue.before + life),
    verdict_at: null,
    quarantined_at: null,
    told_at: null,
    refusal: null,
    refused_at: null,
    confirmed_at: null,
    deactivated: Number(arrival.isDeactivated ?? rotatedFrom?.deactivated === 1),
    found_cancelled: Number(arrival.isFoundCancelled === true),
    sealed_token: token.bytes,
    sealed_refresh_token: refresh?.bytes ?? null,
    key_id: token.keyId,
  };
}

async function narrowPair(database: Database, known: PairRow, arrival: PairArrival): Promise<void> {
  const issue = narrowBounds(issueOf(known), arrival.issue);
  const changes = {
    ...narrowedIssue(known, issue),
    user_id: known.user_id ?? arrival.pair.userId ?? null,
    expires_in: known.expires_in ?? arrival.pair.expiresIn ?? null,
  };
  await database.updateTable('pair').set(changes).where('id', '=', known.id).execute();
  if (arrival.origin !== undefined) await writeOrigin(database, known, arrival.origin);
  if (known.grant_id !== known.id) return;
  await narrowGrant(database, known, arrival.grant ?? arrival.issue);
}

/** The same in all pairs of the grant: it was redeemed, and perhaps rotated, before its notification came. */
async function writeOrigin(database: Database, known: PairRow, { trigger, outBizNo }: GrantOrigin): Promise<void> {
  if (known.grant_trigger === trigger && known.out_biz_no === outBizNo) return;
  await database
    .updateTable('pair')
    .set({ grant_trigger: trigger, out_biz_no: outBizNo })
    .where('app_id', '=', known.app_id)
    .where('auth_app_id', '=', known.auth_app_id)
    .where('grant_id', '=', known.grant_id)
    .execute();
}

/** Narrows down the time of a grant in all its pairs. */
export async function narrowGrant(database: Database, known: PairRow, bounds: Bounds): Promise<void> {
  const grant = narrowBounds(grantOf(known), bounds);
  if (grant.after === known.grant_after && grant.before === known.grant_before) return;
  await database
    .updateTable('pair')
    .set({ grant_after: grant.after, grant_before: grant.before })
    .where('app_id', '=', known.app_id)
    .where('auth_app_id', '=', known.auth_app_id)
    .where('grant_id', '=', known.grant_id)
    .execute();
}

/** Moves the deadline with the issue that it counts from. */
export function narrowedIssue(known: PairRow, issue: Bounds): Partial<PairRow> {
  return {
    issue_after: issue.after,
    issue_before: issue.before,
    refresh_deadline:
      known.refresh_deadline === null ? null : known.refresh_deadline - known.issue_before + issue.before,
  };
}

function laterThan({ after, before }: Bounds, time: number): Bounds {
  const later = Math.max(after, time + 1);
  return { after: later, before: Math.max(before, later) };
}

export const issueOf = (pair: PairRow): Bounds => ({ after: pair.issue_after, before: pair.issue_before });
export const grantOf = (pair: PairRow): Bounds => ({ after: pair.grant_after, before: pair.grant_before });

/** What names a stored pair and the authorization that it belongs to. */
export type OwnedPair = Pick<PairRow, 'id' | 'app_id' | 'auth_app_id'>;

export const tokenPlace = (pair: OwnedPair): SealPlace => placeIn(pair, 'sealed_token');
export const refreshTokenPlace = (pair: OwnedPair): SealPlace => placeIn(pair, 'sealed_refresh_token');

function placeIn({ id, app_id, auth_app_id }: OwnedPair, field: string): SealPlace {
  return { owner: [app_id, auth_app_id], table: 'pair', row: id, field };
}
