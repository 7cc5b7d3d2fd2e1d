import type { CancellationNotification } from '@lingpai/alipay';
import { applyArrivals } from '../authorization/apply-arrivals.js';
import { idPattern } from '../calls/read-pairs.js';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { resolveAuthorization } from '../decision/resolve-authorization.js';
import { resolveContest } from '../decision/resolve-contest.js';
import { isVaultError } from '../errors/vault-error.js';
import { markDone } from '../inbox/close-entry.js';
import { lockEntry } from '../inbox/lock-entry.js';
import type { InboxRow } from '../store/schema.js';

const pageSize = 100;

/**
 * Ends what a merchant cancelled: the merchant application that the notification names, else that of the token it names, else
 * every one of the merchant's that Alipay calls invalid.
 */
export async function applyCancellation(
  context: VaultContext,
  entry: InboxRow,
  notification: CancellationNotification,
): Promise<void> {
  const appId = entry.app_id;
  const authAppId = await findTarget(context, appId, notification);
  if (authAppId !== undefined && notification.sentAt !== undefined) {
    return cancelOne(context, entry, { appId, authAppId }, notification.sentAt);
  }
  const targets = authAppId === undefined ? await findByUser(context, appId, notification.userId) : [authAppId];
  for (const target of targets) await confirm(context, { appId, authAppId: target });
  await context.store.write((database) => markDone(context, database, entry.id, targets));
}

/** There is nothing to confirm about an authorization that the vault does not have. */
async function confirm(context: VaultContext, key: AuthorizationKey): Promise<void> {
  try {
    await resolveAuthorization(context, key, { confirm: true });
  } catch (error) {
    if (!isVaultError(error, 'unknown-authorization')) throw error;
  }
}

async function cancelOne(
  context: VaultContext,
  { id }: InboxRow,
  key: AuthorizationKey,
  cancelledAt: number,
): Promise<void> {
  await context.onKillPoint('before-applied');
  const after = await context.store.write(async (database) => {
    const entry = await lockEntry(context, database, id);
    if (entry.state === 'done') return undefined;
    const row = await applyArrivals(context, database, key, { cause: 'cancellation-notification', cancelledAt });
    await markDone(context, database, id, [key.authAppId]);
    return row;
  });
  await context.onKillPoint('after-applied');
  await resolveContest(context, after);
}

async function findTarget(
  context: VaultContext,
  appId: string,
  { authAppId, appAuthToken }: CancellationNotification,
): Promise<string | undefined> {
  if (authAppId !== undefined && idPattern.test(authAppId)) return authAppId;
  if (appAuthToken === undefined) return undefined;
  const fingerprint = context.secret.fingerprint(appId, appAuthToken);
  const pair = await context.store.read((database) =>
    database
      .selectFrom('pair')
      .select('auth_app_id')
      .where('app_id', '=', appId)
      .where('fingerprint', '=', fingerprint)
      .executeTakeFirst(),
  );
  return pair?.auth_app_id;
}

/** Finds the merchant's applications; Alipay says which of them was cancelled. */
async function findByUser(context: VaultContext, appId: string, userId: string | undefined): Promise<string[]> {
  if (userId === undefined) return [];
  const found: string[] = [];
  for (;;) {
    const rows = await context.store.read((database) =>
      database
        .selectFrom('authorization')
        .select('auth_app_id')
        .where('app_id', '=', appId)
        .where('user_id', '=', userId)
        .where('auth_app_id', '>', found.at(-1) ?? '')
        .where('state', '!=', 'cancelled')
        .orderBy('auth_app_id')
        .limit(pageSize)
        .execute(),
    );
    found.push(...rows.map(({ auth_app_id }) => auth_app_id));
    if (rows.length < pageSize) return found;
  }
}
