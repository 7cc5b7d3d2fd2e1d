import { applyArrivals } from '../authorization/apply-arrivals.js';
import { readPairs } from '../calls/read-pairs.js';
import type { VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { lockApplication } from '../events/append-application-event.js';
import { withoutForgotten } from '../forgetting/tombstone.js';
import { stageCode } from '../inbox/stage-code.js';
import { readOperation } from '../journal/read-operations.js';
import { writeResponse } from '../journal/record-response.js';
import { applyReceived } from '../recovery/recover-operations.js';
import type { OperationRow } from '../store/schema.js';
import type { SpoolEntry, SpooledResponse } from './spool-entry.js';

/**
 * Stores what lies in the spool. An entry that cannot be stored keeps no other from being stored.
 *
 * @throws VaultError `database` when it is still down; nothing is lost
 */
export async function flushSpool(context: VaultContext): Promise<void> {
  const failures: unknown[] = [];
  for (const entry of context.spool.entries()) {
    try {
      await context.applications.use(entry.appId, () => flushEntry(context, entry));
    } catch (cause) {
      if (isVaultError(cause, 'database') && context.store.errorKind(cause.cause) === 'unavailable') throw cause;
      if (await setAside(context, entry, cause)) continue;
      failures.push(cause);
      continue;
    }
    await context.spool.remove(entry.id);
    context.report({ kind: 'unspooled', appId: entry.appId, message: 'an entry of the spool was stored' });
  }
  if (failures.length > 0) throw failures[0];
}

/** @returns whether it can never be stored, or not by this process */
async function setAside({ spool }: VaultContext, { id, appId }: SpoolEntry, cause: unknown): Promise<boolean> {
  if (isVaultError(cause, 'unknown-application')) {
    const message =
      'an entry of the spool is for an application that the vault does not have; it stays in its file and is stored ' +
      'when that application is added';
    spool.hold(id, message, { appId });
    return true;
  }
  // The entry itself is wrong: the next attempt would fail as well.
  const isHopeless = cause instanceof TypeError || isVaultError(cause, ['unreadable', 'mismatch']);
  if (isHopeless) await spool.setAside(id, 'an entry of the spool can never be stored', { appId, cause });
  return isHopeless;
}

async function flushEntry(context: VaultContext, entry: SpoolEntry): Promise<void> {
  if (entry.kind === 'code') {
    await stageCode(context, entry, { receivedAt: entry.receivedAt });
    return;
  }
  const operation = await context.store.write(async (database) => {
    const operation = { id: entry.id, app_id: entry.appId, auth_app_id: entry.authAppId ?? null };
    await writeResponse(context, database, operation, entry);
    return readOperation(database, entry.id);
  });
  if (operation === undefined) await applyOrphan(context, entry);
  else if (operation.state === 'received') await applyStored(context, operation);
}

/** A response that cannot be applied is in the journal by now, and recovered from there. @throws VaultError `database` */
async function applyStored(context: VaultContext, operation: OperationRow): Promise<void> {
  try {
    await applyReceived(context, operation);
  } catch (cause) {
    if (isVaultError(cause, 'database')) throw cause;
    const { app_id: appId, auth_app_id: authAppId } = operation;
    const message = 'a response of the spool was stored in the journal, and could not be applied yet';
    context.report({ kind: 'worker', appId, authAppId: authAppId ?? undefined, message, cause });
  }
}

/**
 * The journal has no such operation: the database was set back, or the operation was pruned. Alipay is asked before the
 * pairs are used. A merchant who was forgotten meanwhile stays forgotten.
 */
async function applyOrphan(context: VaultContext, { appId, record }: SpooledResponse): Promise<void> {
  const issue = { after: 0, before: record.alipayTime };
  for (const pair of readPairs(record.model).pairs) {
    const { authAppId } = pair;
    await context.store.write(async (database) => {
      // The lock keeps the merchant from being forgotten meanwhile.
      await lockApplication(context, database, appId);
      const [kept] = await withoutForgotten(context.secret, database, appId, [authAppId]);
      if (kept === undefined) return;
      const arrival = { pair, source: 'import', issue, obtainedAt: record.obtainedAt } as const;
      await applyArrivals(context, database, { appId, authAppId }, { cause: 'spool', pairs: [arrival] });
    });
  }
}
