import { type AuthorizationKey, applicationOf, randomShare, type VaultContext } from '../context/vault-context.js';
import type { VaultErrorCode } from '../errors/vault-error.js';
import type { Failure } from '../failures/classify-failure.js';
import type { FailureClass } from '../failures/failure-class.js';
import { markFailed } from '../journal/end-operations.js';
import { rotationBackOff } from '../ordering/schedule.js';
import type { Database } from '../store/engine.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import { isOver } from './lease-obstacle.js';

/** What a failed rotation means. */
interface FailureRule {
  /** What the caller is told. */
  readonly code: VaultErrorCode;
  /** Whether this merchant's next attempt is put off; else it waits with the whole application, or for nothing. */
  readonly backsOff: boolean;
  /** Whether it has to be repeated, even when nothing is due. */
  readonly repeats: boolean;
}

export const failureRules: Readonly<Record<FailureClass, FailureRule>> = {
  transient: { code: 'rotation-failed', backsOff: true, repeats: false },
  unknown: { code: 'outcome-unknown', backsOff: true, repeats: true },
  ours: { code: 'rotation-failed', backsOff: true, repeats: false },
  application: { code: 'rotation-failed', backsOff: false, repeats: false },
  permission: { code: 'rotation-failed', backsOff: true, repeats: false },
  foreign: { code: 'mismatch', backsOff: true, repeats: false },
  dead: { code: 'cannot-rotate', backsOff: false, repeats: false },
};

/** Ends an operation that got no pair, gives the lease back, and decides when to try again. Moves no state. */
export async function recordRotationFailure(
  context: VaultContext,
  key: AuthorizationKey,
  operationId: string,
  failure: Failure,
): Promise<void> {
  await context.store.write(async (database) => {
    await markFailed(context, database, [operationId], failure);
    await releaseFailed(context, database, key, operationId, failure);
  });
}

async function releaseFailed(
  context: VaultContext,
  database: Database,
  key: AuthorizationKey,
  operationId: string,
  failure: Failure,
): Promise<void> {
  const row = await lockAuthorization(context, database, key);
  if (row?.lease_owner !== operationId) return;
  const rule = failureRules[failure.kind];
  const attempts = row.attempts + Number(rule.backsOff);
  const now = applicationOf(context, key.appId).alipayClock.now();
  const remaining = (row.refresh_deadline ?? Number.POSITIVE_INFINITY) - now;
  const wait = Math.max(
    rotationBackOff(Math.max(attempts, 1), remaining, randomShare(context)),
    failure.retryAfter ?? 0,
  );
  const again = rule.backsOff && !isOver(row) && (row.due_at !== null || rule.repeats);
  await database
    .updateTable('authorization')
    .set({ lease_owner: null, lease_until: null, attempts, ...(again ? { due_at: context.clock() + wait } : {}) })
    .where('app_id', '=', key.appId)
    .where('auth_app_id', '=', key.authAppId)
    .execute();
}
