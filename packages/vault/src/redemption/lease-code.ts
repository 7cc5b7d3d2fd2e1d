import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { markProblem } from '../inbox/close-entry.js';
import { openBody } from '../inbox/inbox-body.js';
import { lockEntry } from '../inbox/lock-entry.js';
import { markUnknown } from '../journal/end-operations.js';
import { readOperation } from '../journal/read-operations.js';
import { insertStarted, startedOperation } from '../journal/start-operations.js';
import type { Database } from '../store/engine.js';
import { readClock } from '../store/read-clock.js';
import type { InboxRow, OperationRow } from '../store/schema.js';

/** The outcome of an attempt to lease a code. */
export type CodeLease =
  | { readonly kind: 'leased'; readonly entry: InboxRow; readonly operation: OperationRow; readonly code: string }
  | { readonly kind: 'busy' }
  | { readonly kind: 'closed'; readonly entry: InboxRow }
  /** The journal holds a response that was not applied. */
  | { readonly kind: 'received'; readonly entry: InboxRow; readonly operation: OperationRow };

/** How long Alipay takes an unused code, and how far its measured clock may be off; milliseconds. */
const codeLife = 24 * 3_600_000;
const inaccuracy = 2 * 60_000;

/** Leases a code and writes down the attempt, in one transaction. */
export async function leaseCode(context: VaultContext, id: string, operationId: string): Promise<CodeLease> {
  await context.onKillPoint('before-started');
  const lease = await context.store.write((database) => leaseIn(context, database, id, operationId));
  if (lease.kind === 'leased') await context.onKillPoint('after-started');
  return lease;
}

async function leaseIn(context: VaultContext, database: Database, id: string, operationId: string): Promise<CodeLease> {
  const entry = await lockEntry(context, database, id);
  if (entry.state !== 'received') return { kind: 'closed', entry };
  const now = await readClock(context.store, database);
  const { lease_owner: owner } = entry;
  let unknown_attempts = entry.unknown_attempts;
  if (owner !== null && owner !== operationId) {
    if ((entry.lease_until ?? 0) > now) return { kind: 'busy' };
    const left = await readOperation(database, owner);
    if (left?.state === 'received') return { kind: 'received', entry, operation: left };
    if (left?.state === 'started') {
      await markUnknown(context, database, left.id);
      unknown_attempts += 1;
    }
  }
  if (isExpired(context, entry)) {
    await markProblem(context, database, id, { state: 'failed', problem: 'code-expired' });
    return { kind: 'closed', entry: { ...entry, state: 'failed', problem: 'code-expired' } };
  }
  const code = openBody(context, entry);
  const lease_until = now + context.settings.lease;
  const changes = { lease_owner: operationId, lease_until, unknown_attempts };
  await database.updateTable('inbox').set(changes).where('id', '=', id).execute();
  const described = { id: operationId, kind: 'redeem', app_id: entry.app_id, inbox_id: id } as const;
  const operation = startedOperation(context, described, lease_until);
  await insertStarted(context, database, [operation]);
  return { kind: 'leased', entry: { ...entry, ...changes }, operation, code };
}

/** By Alipay's clock alone. Without a measurement of it, Alipay is asked. */
function isExpired(context: VaultContext, { app_id, alipay_received_at: receivedAt }: InboxRow): boolean {
  const { alipayClock } = applicationOf(context, app_id);
  if (receivedAt === null || !alipayClock.isCertain) return false;
  return alipayClock.now() - receivedAt >= codeLife + inaccuracy;
}
