import { applicationOf, randomShare, type VaultContext } from '../context/vault-context.js';
import type { VaultErrorCode } from '../errors/vault-error.js';
import type { Failure } from '../failures/classify-failure.js';
import type { FailureClass } from '../failures/failure-class.js';
import { longestKey, markFailed } from '../journal/end-operations.js';
import { refusalBackOff, rotationBackOff } from '../ordering/schedule.js';
import type { Database } from '../store/engine.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import type { AuthorizationRow, OperationRow } from '../store/schema.js';
import { isOver } from './lease-obstacle.js';
import { readPairsLeft } from './pick-refresh-token.js';

/** What a failed rotation means. */
interface FailureRule {
  /** What the caller's error says. */
  readonly code: VaultErrorCode;
  /** Whether this merchant's next attempt is postponed; if not, the whole application waits, or nothing does. */
  readonly backsOff: boolean;
  /** Whether it has to be repeated even when nothing is due. */
  readonly repeats: boolean;
}

export const failureRules: Readonly<Record<FailureClass, FailureRule>> = {
  transient: { code: 'rotation-failed', backsOff: true, repeats: false },
  unknown: { code: 'outcome-unknown', backsOff: true, repeats: true },
  ours: { code: 'rotation-failed', backsOff: true, repeats: false },
  application: { code: 'rotation-failed', backsOff: false, repeats: false },
  permission: { code: 'rotation-failed', backsOff: true, repeats: false },
  foreign: { code: 'mismatch', backsOff: true, repeats: false },
  invalid: { code: 'cannot-rotate', backsOff: false, repeats: false },
};

/**
 * Milliseconds until another process asks Alipay about the token of a pair that it refused to rotate. The process that saw the
 * refusal asks immediately, unless it ends first.
 */
const askAfterRefusal = 60_000;

/**
 * Ends an operation that brought no pair, releases its lease, and schedules the next attempt. A refusal is stored on the
 * pair that was offered: it speaks for no other. No state changes.
 */
export async function recordRotationFailure(
  context: VaultContext,
  operation: OperationRow,
  failure: Failure,
): Promise<void> {
  const { id, app_id: appId, auth_app_id: authAppId, pair_id: pairId } = operation;
  await context.store.write(async (database) => {
    const row = await lockAuthorization(context, database, { appId, authAppId: authAppId ?? '' });
    await markFailed(context, database, [id], failure);
    if (failure.kind === 'invalid' && pairId !== null) await markRefused(context, database, pairId, failure.code);
    if (row?.lease_owner !== id) return;
    await database
      .updateTable('authorization')
      .set({ lease_owner: null, lease_until: null, ...(await scheduleAfter(context, database, row, failure)) })
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .execute();
  });
}

async function markRefused({ clock }: VaultContext, database: Database, pairId: string, code: string): Promise<void> {
  await database
    .updateTable('pair')
    .set({ refusal: code.slice(0, longestKey), refused_at: clock() })
    .where('id', '=', pairId)
    .where('refusal', 'is', null)
    .execute();
}

async function scheduleAfter(
  context: VaultContext,
  database: Database,
  row: AuthorizationRow,
  failure: Failure,
): Promise<Partial<AuthorizationRow>> {
  if (isOver(row)) return {};
  if (failure.kind === 'invalid') return scheduleAfterRefusal(context, database, row);
  const rule = failureRules[failure.kind];
  const attempts = row.attempts + Number(rule.backsOff);
  if (!rule.backsOff || (row.due_at === null && !rule.repeats)) return { attempts };
  const now = applicationOf(context, row.app_id).alipayClock.now();
  const remaining = (row.refresh_deadline ?? Number.POSITIVE_INFINITY) - now;
  const wait = rotationBackOff(Math.max(attempts, 1), remaining, randomShare(context));
  return { attempts, due_at: context.clock() + Math.max(wait, failure.retryAfter ?? 0) };
}

/** The next refresh token of the grant is offered later, if there is one; Alipay is asked what the refusal means. */
async function scheduleAfterRefusal(
  context: VaultContext,
  database: Database,
  row: AuthorizationRow,
): Promise<Partial<AuthorizationRow>> {
  const left = await readPairsLeft(context, database, row);
  const probe_at = applicationOf(context, row.app_id).alipayClock.now() + askAfterRefusal;
  if (left.length === 0) return { due_at: null, probe_at };
  const attempts = row.attempts + 1;
  return { attempts, due_at: context.clock() + refusalBackOff(attempts, randomShare(context)), probe_at };
}
