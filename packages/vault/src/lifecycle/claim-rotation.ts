import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import type { Database } from '../store/engine.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import { readClock } from '../store/read-clock.js';
import type { AuthorizationRow, OperationRow, PairRow } from '../store/schema.js';
import { insertStarted } from './journal.js';
import { openRefreshToken } from './open-token.js';

const day = 24 * 3_600_000;

export interface RotationRequest {
  /** For the journal. */
  readonly reason: string;
  /** Only when it is due. */
  readonly ifDue?: boolean;
  /** Part of finding out whether the grant lives: do not ask for that first. */
  readonly confirming?: boolean;
  /** Called when Alipay has answered, and the answer is about to be stored. */
  readonly onAnswered?: () => void;
}

/** What became of the attempt to be the one who rotates. */
export type RotationClaim =
  | {
      readonly kind: 'claimed';
      readonly operation: OperationRow;
      readonly pair: PairRow;
      readonly refreshToken: string;
    }
  /** Another process rotates; its operation tells how it went. */
  | { readonly kind: 'busy'; readonly holder: string; readonly row: AuthorizationRow }
  /** It was rotated just now, or is not due. */
  | { readonly kind: 'unneeded'; readonly row: AuthorizationRow }
  /** An answer lies in the journal that nobody has applied. */
  | { readonly kind: 'answered'; readonly operation: OperationRow }
  /** No refresh token of it opens. */
  | { readonly kind: 'unreadable' }
  /** Alipay has to be asked about it first. */
  | { readonly kind: 'unsettled' };

/** Claims an authorization and writes down the attempt, in one transaction. @throws VaultError */
export async function claimRotation(
  context: VaultContext,
  key: AuthorizationKey,
  request: RotationRequest,
  operationId: string,
): Promise<RotationClaim> {
  await context.at('before-started');
  const claim = await context.store.write((database) => claimIn(context, database, key, request, operationId));
  if (claim.kind === 'claimed') await context.at('after-started');
  return claim;
}

async function claimIn(
  context: VaultContext,
  database: Database,
  key: AuthorizationKey,
  request: RotationRequest,
  operationId: string,
): Promise<RotationClaim> {
  const row = await lockAuthorization(context.store, database, key);
  const now = await readClock(context.store, database);
  const obstacle = await findObstacle(context, database, { key, row, now, request, operationId });
  if (obstacle !== undefined || row === undefined) return obstacle ?? { kind: 'unsettled' };
  const picked = await pickRefreshToken(context, database, row);
  if (picked === undefined) return putOff(context, database, key);
  const { pair, refreshToken } = picked;
  const leaseUntil = now + context.settings.lease;
  await database
    .updateTable('authorization')
    .set({ claim_owner: operationId, claim_until: leaseUntil })
    .where('app_id', '=', key.appId)
    .where('auth_app_id', '=', key.authAppId)
    .execute();
  const operation = await insertStarted(
    context,
    database,
    {
      id: operationId,
      kind: 'rotate',
      app_id: key.appId,
      auth_app_id: key.authAppId,
      pair_id: pair.id,
      generation: row.generation,
      reason: request.reason,
    },
    leaseUntil,
  );
  return { kind: 'claimed', operation, pair, refreshToken };
}

interface Situation {
  readonly key: AuthorizationKey;
  readonly row: AuthorizationRow | undefined;
  /** The database's time. */
  readonly now: number;
  readonly request: RotationRequest;
  readonly operationId: string;
}

async function findObstacle(
  context: VaultContext,
  database: Database,
  { key, row, now, request, operationId }: Situation,
): Promise<RotationClaim | undefined> {
  if (row === undefined) throw new VaultError('unknown-authorization', 'there is no such authorization', key);
  if (row.contested === 0) throwIfOver(row, key);
  const isLeft = row.claim_owner !== null && row.claim_owner !== operationId;
  if (isLeft && (row.claim_until ?? 0) > now) return { kind: 'busy', holder: row.claim_owner ?? '', row };
  const left = isLeft ? await readOperation(database, row.claim_owner ?? '') : undefined;
  if (left?.state === 'answered') return { kind: 'answered', operation: left };
  if (row.contested !== 0) return { kind: 'unsettled' };
  if (request.ifDue && (row.due_at === null || row.due_at > context.clock())) return { kind: 'unneeded', row };
  if ((row.rotated_until ?? 0) > now) return { kind: 'unneeded', row };
  if (row.epoch < context.epoch.current && !request.confirming) return { kind: 'unsettled' };
  // Whatever becomes of this attempt, that one has to be repeated.
  if (left?.state === 'started') {
    await giveUp(context, database, left.id);
    await makeDue(context, database, key);
  }
  return undefined;
}

/** Nothing of it is to be rotated any more, unless the merchant consents again. */
export function isOver({ state, reason }: AuthorizationRow): boolean {
  return state === 'withdrawn' || reason === 'needs-reauthorization';
}

function throwIfOver(row: AuthorizationRow, key: AuthorizationKey): void {
  if (row.state === 'withdrawn') throw new VaultError('withdrawn', 'the merchant withdrew the authorization', key);
  if (row.reason === 'needs-reauthorization') {
    throw new VaultError('needs-reauthorization', 'no stored pair works any more; the merchant has to consent', key);
  }
}

export async function readOperation(database: Database, id: string): Promise<OperationRow | undefined> {
  return database.selectFrom('operation').selectAll().where('id', '=', id).executeTakeFirst();
}

async function makeDue(
  context: VaultContext,
  database: Database,
  { appId, authAppId }: AuthorizationKey,
): Promise<void> {
  await database
    .updateTable('authorization')
    .set({ due_at: context.clock() })
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId)
    .execute();
}

/** Whoever started it is gone, or has lost its claim: nobody knows what became of the call. */
export async function giveUp(context: VaultContext, database: Database, id: string): Promise<void> {
  await database
    .updateTable('operation')
    .set({ state: 'unknown', settled_at: context.clock(), failure: 'unknown', failure_code: 'lease-ended' })
    .where('id', '=', id)
    .where('state', '=', 'started')
    .execute();
}

/** The current pair's, or where that does not open the newest that does: older ones stay usable to their own end. */
async function pickRefreshToken(
  context: VaultContext,
  database: Database,
  row: AuthorizationRow,
): Promise<{ readonly pair: PairRow; readonly refreshToken: string } | undefined> {
  const pairs = await database
    .selectFrom('pair')
    .selectAll()
    .where('app_id', '=', row.app_id)
    .where('auth_app_id', '=', row.auth_app_id)
    .where('grant_id', '=', row.grant_id)
    .where('sealed_refresh_token', 'is not', null)
    .orderBy('issue_before', 'desc')
    .orderBy('id', 'desc')
    .limit(5)
    .execute();
  const current = pairs.filter(({ id }) => id === row.pair_id);
  for (const pair of [...current, ...pairs.filter(({ id }) => id !== row.pair_id)]) {
    const refreshToken = openRefreshToken(context, pair);
    if (refreshToken !== undefined) return { pair, refreshToken };
  }
  return undefined;
}

/** It will not open tomorrow either, unless somebody mends it. */
async function putOff(
  context: VaultContext,
  database: Database,
  { appId, authAppId }: AuthorizationKey,
): Promise<RotationClaim> {
  await database
    .updateTable('authorization')
    .set({ due_at: context.clock() + day })
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId)
    .where('due_at', 'is not', null)
    .execute();
  return { kind: 'unreadable' };
}
