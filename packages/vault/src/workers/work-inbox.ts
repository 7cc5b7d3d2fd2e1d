import type { Application } from '../context/application.js';
import { randomShare, type VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { postponeEntry, setAsideEntry } from '../inbox/close-entry.js';
import { applyNotification } from '../notifications/apply-notification.js';
import { redeemEntry } from '../redemption/redeem.js';
import type { InboxRow } from '../store/schema.js';
import { forEachApplication } from './for-each-application.js';

const page = 50;
/** Milliseconds between attempts, at first and at most. */
const shortestPause = 1_000;
const longestPause = 10 * 60_000;

/** Acts on codes and notifications that had no effect so far. @returns whether there may be more */
export function workInbox(context: VaultContext, stopping?: AbortSignal): Promise<boolean> {
  const turn = async ({ appId }: Application, isStopping: () => boolean) => {
    const entries = await context.store.read((database) =>
      database
        .selectFrom('inbox')
        .selectAll()
        .where('state', '=', 'received')
        .where('due_at', '<=', context.clock())
        .where('app_id', '=', appId)
        .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', context.store.now)]))
        .orderBy('due_at')
        .limit(page)
        .execute(),
    );
    for (const entry of entries) {
      if (isStopping()) return false;
      await workOne(context, entry);
    }
    return entries.length === page;
  };
  return forEachApplication(context, turn, stopping);
}

async function workOne(context: VaultContext, entry: InboxRow): Promise<void> {
  const { app_id: appId, id } = entry;
  try {
    if (entry.kind === 'notification') await applyNotification(context, id);
    else await context.flights.share(`redeem ${id}`, () => redeemEntry(context, id));
  } catch (cause) {
    if (isVaultError(cause, 'database')) throw cause;
    if (isVaultError(cause, 'unreadable')) {
      await context.store.write((database) => setAsideEntry(context, database, id));
      context.report({
        kind: 'quarantined',
        appId,
        message: `a ${entry.kind} in the inbox does not open; it was set aside`,
      });
      return;
    }
    const isStored = entry.kind === 'code' && isVaultError(cause) && cause.code !== 'missing-key';
    // What became of a redemption was stored where it failed.
    if (!isStored) await postpone(context, entry, cause);
  }
}

/** Those behind it do not wait. */
async function postpone(context: VaultContext, entry: InboxRow, cause: unknown): Promise<void> {
  const wait = Math.min(longestPause, shortestPause * 2 ** Math.min(entry.attempts, 20));
  const dueAt = Math.round(context.clock() + wait * (0.75 + randomShare(context) / 2));
  await context.store.write((database) => postponeEntry(database, entry, { dueAt, unknown: false, problem: 'failed' }));
  const attempt = entry.attempts + 1;
  if (attempt !== 1 && attempt % 10 !== 0) return;
  const message = `a ${entry.kind} had no effect at attempt ${attempt}; it is tried again`;
  context.report({ kind: 'worker', appId: entry.app_id, message, cause });
}
