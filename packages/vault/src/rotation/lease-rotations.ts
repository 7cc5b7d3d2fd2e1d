import { readPairsById } from '../authorization/read-considered-pairs.js';
import { type AuthorizationKey, contextId, type VaultContext } from '../context/vault-context.js';
import { isVaultError, VaultError } from '../errors/vault-error.js';
import { markUnknown } from '../journal/end-operations.js';
import { insertStarted, startedOperation } from '../journal/start-operations.js';
import type { Database } from '../store/engine.js';
import { lockAuthorizations } from '../store/lock-authorization.js';
import { readClock } from '../store/read-clock.js';
import type { AuthorizationRow, OperationRow, PairRow } from '../store/schema.js';
import { type ChangedAuthorization, writeAuthorizations } from '../store/write-authorizations.js';
import { type Attempt, findObstacle, readLeft } from './lease-obstacle.js';
import { type PickedToken, pickRefreshToken } from './pick-refresh-token.js';
import type { RotationLease, RotationRequest } from './rotation-lease.js';

const day = 24 * 3_600_000;

/** An authorization to lease, and for what. */
export interface WantedLease {
  readonly authAppId: string;
  readonly request: RotationRequest;
}

export interface LeaseOptions {
  /** Whether rows that another transaction has locked are passed over; their outcome is `locked`. */
  readonly skipLocked: boolean;
}

/**
 * Leases authorizations of an application, each once, and stores their operations, in one transaction.
 *
 * @returns the outcomes in the same order
 */
export async function leaseRotations(
  context: VaultContext,
  appId: string,
  wanted: readonly WantedLease[],
  { skipLocked }: LeaseOptions,
): Promise<RotationLease[]> {
  const leasedAt = performance.now();
  const named = wanted.map(({ authAppId, request }) => {
    return { key: { appId, authAppId }, operationId: contextId(context), request };
  });
  await context.onKillPoint('before-started');
  const leases = await context.store.write((database) => leaseIn(context, database, { named, skipLocked, leasedAt }));
  if (leases.some(({ kind }) => kind === 'leased')) await context.onKillPoint('after-started');
  return leases;
}

interface Leasing {
  readonly named: readonly Pick<Attempt, 'key' | 'operationId' | 'request'>[];
  readonly skipLocked: boolean;
  readonly leasedAt: number;
}

async function leaseIn(context: VaultContext, database: Database, leasing: Leasing): Promise<RotationLease[]> {
  const { attempts, now } = await lockAttempts(context, database, leasing);
  const leases = new Map(attempts.map((attempt) => [attempt, obstacleOf(context, attempt, now, leasing)]));
  const candidates: Candidate[] = [];
  for (const attempt of attempts) {
    if (attempt.row === undefined || leases.get(attempt) !== undefined) continue;
    candidates.push({ attempt, row: await takeOver(context, database, attempt.row, attempt.left) });
  }
  const pairs = await readPairsById(
    database,
    candidates.map(({ row }) => row.pair_id),
  );
  const leaseUntil = now + context.settings.lease;
  const changes: ChangedAuthorization[] = [];
  for (const candidate of candidates) {
    const lease = await leaseOne(context, database, candidate, { ...leasing, pairs, leaseUntil });
    leases.set(candidate.attempt, lease);
    if (lease.kind !== 'leased') continue;
    const after = { ...candidate.row, lease_owner: lease.operation.id, lease_until: leaseUntil };
    changes.push({ before: candidate.attempt.row ?? after, after });
  }
  await writeAuthorizations(context, database, changes);
  const all = attempts.map((attempt) => leases.get(attempt) ?? locked);
  const operations = all.flatMap((lease) => (lease.kind === 'leased' ? [lease.operation] : []));
  await insertStarted(context, database, operations);
  return all;
}

async function lockAttempts(
  context: VaultContext,
  database: Database,
  { named, skipLocked }: Leasing,
): Promise<{ readonly attempts: readonly Attempt[]; readonly now: number }> {
  const appId = named[0]?.key.appId ?? '';
  const keys = named.map(({ key }) => key.authAppId);
  const rows = await lockAuthorizations(context, database, appId, keys, { skipLocked });
  const now = await readClock(context.store, database);
  const found = named.map((one) => ({ ...one, row: rows.get(one.key.authAppId) }));
  const left = await readLeft(database, found, now);
  return { attempts: found.map((one) => ({ ...one, left: left.get(one.row?.lease_owner ?? '') })), now };
}

const locked: RotationLease = { kind: 'locked' };

function obstacleOf(
  context: VaultContext,
  attempt: Attempt,
  now: number,
  { skipLocked }: Leasing,
): RotationLease | undefined {
  const isPassedOver = attempt.row === undefined && skipLocked;
  return isPassedOver ? locked : findObstacle(context, attempt, now);
}

/** An authorization that can be rotated. */
interface Candidate {
  readonly attempt: Attempt;
  readonly row: AuthorizationRow;
}

/** Makes an authorization due whose last rotation has an unknown outcome, whatever this attempt brings. */
async function takeOver(
  context: VaultContext,
  database: Database,
  row: AuthorizationRow,
  left: OperationRow | undefined,
): Promise<AuthorizationRow> {
  if (left?.state !== 'started') return row;
  await markUnknown(context, database, left.id);
  return { ...row, due_at: context.clock() };
}

interface LeaseDetails extends Leasing {
  readonly pairs: ReadonlyMap<string, PairRow>;
  readonly leaseUntil: number;
}

async function leaseOne(
  context: VaultContext,
  database: Database,
  { attempt: { key, operationId, request }, row }: Candidate,
  { pairs, leaseUntil, leasedAt }: LeaseDetails,
): Promise<RotationLease> {
  let picked: PickedToken;
  try {
    picked = await pickRefreshToken(context, database, row, pairs.get(row.pair_id ?? ''), request);
  } catch (error) {
    if (isVaultError(error, 'missing-key')) return { kind: 'refused', error };
    throw error;
  }
  if (picked.kind === 'unreadable') return postpone(context, database, row);
  if (picked.kind === 'none')
    return request.pairId === undefined ? refuse(database, row, key) : { kind: 'unneeded', row };
  const operation = startedOperation(
    context,
    {
      id: operationId,
      kind: 'rotate',
      app_id: key.appId,
      auth_app_id: key.authAppId,
      pair_id: picked.pairId,
      generation: row.generation,
      reason: request.reason,
    },
    leaseUntil,
  );
  return { kind: 'leased', key, operation, refreshToken: picked.refreshToken, leasedAt };
}

/** Nothing is scheduled any more; a new grant, or a caller, changes that. */
async function refuse(
  database: Database,
  { app_id, auth_app_id }: AuthorizationRow,
  key: AuthorizationKey,
): Promise<RotationLease> {
  await database
    .updateTable('authorization')
    .set({ due_at: null })
    .where('app_id', '=', app_id)
    .where('auth_app_id', '=', auth_app_id)
    .execute();
  const message = 'Alipay has refused every refresh token that is left';
  return { kind: 'refused', error: new VaultError('cannot-rotate', message, key) };
}

/** Tries again in a day: a refresh token that does not open needs an operator. */
async function postpone(
  context: VaultContext,
  database: Database,
  { app_id, auth_app_id }: AuthorizationRow,
): Promise<RotationLease> {
  await database
    .updateTable('authorization')
    .set({ due_at: context.clock() + day })
    .where('app_id', '=', app_id)
    .where('auth_app_id', '=', auth_app_id)
    .where('due_at', 'is not', null)
    .execute();
  return { kind: 'unreadable' };
}
