import {
  type AuthorizationNotification,
  type NotificationFields,
  readAuthorizationNotification,
  readCancellationNotification,
  readServiceOrderNotification,
} from '@lingpai/alipay';
import { applyArrivals } from '../authorization/apply-arrivals.js';
import { idPattern } from '../calls/read-pairs.js';
import { parseChinaTime } from '../clock/china-time.js';
import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { resolveContest } from '../decision/resolve-contest.js';
import { assignOutcome } from '../inbox/assign-outcome.js';
import { markDone, markProblem, parseOutcome } from '../inbox/close-entry.js';
import { openBody } from '../inbox/inbox-body.js';
import { lockEntry } from '../inbox/lock-entry.js';
import { stageCode } from '../inbox/stage-code.js';
import { type Bounds, exactly } from '../ordering/bounds.js';
import { applyOrder, keyOf } from '../orders/apply-order.js';
import type { Database } from '../store/engine.js';
import type { InboxRow } from '../store/schema.js';
import { applyCancellation } from './apply-cancellation.js';

/** Deliveries end after a day; without `auth_time`, a grant is at most this old. Milliseconds. */
const longestDelivery = 26 * 3_600_000;
const second = 1_000;

/** Applies a stored notification, once. @throws VaultError if that is not possible yet */
export async function applyNotification(context: VaultContext, id: string): Promise<void> {
  const row = await context.store.read((database) =>
    database.selectFrom('inbox').selectAll().where('id', '=', id).executeTakeFirst(),
  );
  if (row === undefined || row.state === 'done' || row.state === 'failed') return;
  const fields = JSON.parse(openBody(context, row)) as NotificationFields;
  const grant = readAuthorizationNotification(fields);
  const cancellation = grant === undefined ? readCancellationNotification(fields) : undefined;
  const order = (grant ?? cancellation) === undefined ? readServiceOrderNotification(fields) : undefined;
  const isForeign = (grant ?? cancellation ?? order)?.appId !== row.app_id;
  if (isForeign || (grant !== undefined && !idPattern.test(grant.authAppId))) await setAside(context, row);
  else if (order !== undefined) await (keyOf(order.orderId) === null ? setAside : applyOrder)(context, row, order);
  else if (cancellation !== undefined) await applyCancellation(context, row, cancellation);
  else if (grant?.appAuthToken !== undefined) {
    await applyGrant(context, row, grant, grant.appAuthToken, parseChinaTime(fields.notify_time ?? ''));
  } else await redeemInstead(context, row, grant?.appAuthCode);
}

/**
 * When Alipay issued the pair of a notification: at its `auth_time`, else in the day before it was sent.
 *
 * @param sentAt `notify_time`, which is to the second @param now Alipay's time as well as it is known, for the last resort
 */
export function issueOfNotification(
  { authTime }: Pick<AuthorizationNotification, 'authTime'>,
  sentAt: number | undefined,
  now: number,
): Bounds {
  if (authTime !== undefined) return exactly(authTime);
  const before = sentAt === undefined ? now : sentAt + second - 1;
  return { after: before - longestDelivery, before };
}

async function applyGrant(
  context: VaultContext,
  { id, app_id: appId }: InboxRow,
  notification: AuthorizationNotification,
  appAuthToken: string,
  sentAt: number | undefined,
): Promise<void> {
  const { authAppId } = notification;
  const issue = issueOfNotification(notification, sentAt, applicationOf(context, appId).alipayClock.now());
  const pair = {
    authAppId,
    appAuthToken,
    userId: notification.userId,
    appRefreshToken: notification.appRefreshToken,
    expiresIn: notification.expiresIn,
    reExpiresIn: notification.reExpiresIn,
  };
  const origin = { trigger: keyOf(notification.trigger), outBizNo: keyOf(notification.outBizNo) };
  await context.onKillPoint('before-applied');
  const after = await context.store.write(async (database) => {
    const entry = await lockEntry(context, database, id);
    if (entry.state === 'done') return undefined;
    const row = await applyArrivals(
      context,
      database,
      { appId, authAppId },
      {
        cause: 'notification',
        pairs: [
          { pair, source: 'notification', issue, obtainedAt: context.clock(), origin, knownSince: entry.deactivations },
        ],
      },
    );
    await markDone(context, database, id, [authAppId]);
    await completeCode(context, database, entry, authAppId);
    return row;
  });
  await context.onKillPoint('after-applied');
  await resolveContest(context, after);
}

/** Closes a code whose response was lost: its notification has brought the pair. */
async function completeCode(
  context: VaultContext,
  database: Database,
  { app_id: appId, code_key: codeKey }: InboxRow,
  authAppId: string,
): Promise<void> {
  if (codeKey === null) return;
  const query = database
    .selectFrom('inbox')
    .selectAll()
    .where('app_id', '=', appId)
    .where('kind', '=', 'code')
    .where('dedupe_key', '=', codeKey);
  // The process that redeems it may find out at this moment that it is used, or a redirect may bring it.
  const code = await (context.store.locksRows ? query.forUpdate() : query).executeTakeFirst();
  if (code === undefined || (code.state !== 'waiting' && code.state !== 'done')) return;
  await assignOutcome(context, database, code, [authAppId]);
  await markDone(context, database, code.id, [...parseOutcome(code.outcome), authAppId]);
}

/** A notification without tokens still has the code. */
async function redeemInstead(context: VaultContext, { id, app_id: appId }: InboxRow, code?: string): Promise<void> {
  if (code !== undefined) await stageCode(context, { appId, code }, { isReturned: false });
  await context.store.write((database) => markDone(context, database, id, []));
}

async function setAside(context: VaultContext, { id, app_id: appId }: InboxRow): Promise<void> {
  await context.store.write((database) => markProblem(context, database, id, { state: 'failed', problem: 'mismatch' }));
  context.report({ kind: 'mismatch', appId, message: 'a notification brought a pair of another application' });
}
