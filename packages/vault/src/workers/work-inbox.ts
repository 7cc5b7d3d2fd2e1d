import { randomShare, type VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { markProblem, postponeEntry } from '../inbox/close-entry.js';
import { applyNotification } from '../notifications/apply-notification.js';
import { redeemEntry } from '../redemption/redeem.js';
import type { InboxRow } from '../store/schema.js';

const page = 50;
const longest = 10 * 60_000;

/** Acts on what reached us and has had no effect so far. @returns whether there may be more */
export async function workInbox(context: VaultContext, stopping?: AbortSignal): Promise<boolean> {
  const entries = await context.store.read((database) =>
    database
      .selectFrom('inbox')
      .selectAll()
      .where('state', '=', 'received')
      .where('due_at', '<=', context.clock())
      .where('app_id', 'in', [...context.applications.keys()])
      .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', context.store.now)]))
      .orderBy('due_at')
      .limit(page)
      .execute(),
  );
  for (const entry of entries) {
    if (stopping?.aborted) return false;
    await workOne(context, entry);
  }
  return entries.length === page;
}

async function workOne(context: VaultContext, entry: InboxRow): Promise<void> {
  const { app_id: appId, id } = entry;
  try {
    if (entry.kind === 'notification') await applyNotification(context, id);
    else await context.flights.share(`redeem ${id}`, () => redeemEntry(context, id));
  } catch (cause) {
    if (isVaultError(cause, 'unreadable')) {
      await context.store.write((database) =>
        markProblem(context, database, id, { state: 'failed', problem: 'unreadable' }),
      );
      const message = 'something in the inbox does not open; it was set aside';
      context.report({ kind: 'quarantined', appId, message });
    } else if (entry.kind === 'notification') await postponeNotification(context, entry, cause);
    // A code that could not be redeemed is settled or put off where it failed.
    else if (!isVaultError(cause)) context.report({ kind: 'worker', appId, message: 'a code was not redeemed', cause });
  }
}

async function postponeNotification(context: VaultContext, entry: InboxRow, cause: unknown): Promise<void> {
  const wait = Math.min(longest, 1_000 * 2 ** Math.min(entry.attempts, 20)) * (0.75 + randomShare(context) / 2);
  const dueAt = Math.round(context.clock() + wait);
  await context.store.write((database) => postponeEntry(database, entry, { dueAt, unknown: false, problem: 'failed' }));
  context.report({ kind: 'worker', appId: entry.app_id, message: 'a notification had no effect yet', cause });
}
