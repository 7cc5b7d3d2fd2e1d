import { applyArrivals } from '../authorization/apply-arrivals.js';
import { readPairs } from '../calls/read-pairs.js';
import type { VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { stageCode } from '../inbox/stage-code.js';
import { readOperation } from '../journal/read-operations.js';
import { writeResponse } from '../journal/record-response.js';
import { applyReceived } from '../recovery/recover-operations.js';
import type { OperationRow } from '../store/schema.js';
import type { SpoolEntry, SpooledResponse } from './spool-entry.js';

/**
 * Stores what lies in the spool.
 *
 * @throws VaultError `database` when it is still down; nothing is lost
 */
export async function flushSpool(context: VaultContext): Promise<void> {
  for (const entry of context.spool.entries()) {
    await flushEntry(context, entry);
    await context.spool.remove(entry.id);
    context.report({ kind: 'unspooled', appId: entry.appId, message: 'what lay in the spool was stored at last' });
  }
}

async function flushEntry(context: VaultContext, entry: SpoolEntry): Promise<void> {
  if (entry.kind === 'code') {
    await stageCode(context, entry, entry.receivedAt);
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

/** What cannot be applied is in the journal by now, and seen to from there. @throws VaultError `database` */
async function applyStored(context: VaultContext, operation: OperationRow): Promise<void> {
  try {
    await applyReceived(context, operation);
  } catch (cause) {
    if (isVaultError(cause, 'database')) throw cause;
    const { app_id: appId, auth_app_id: authAppId } = operation;
    const message = 'a response that lay in the spool was stored, and could not be applied';
    context.report({ kind: 'worker', appId, authAppId: authAppId ?? undefined, message, cause });
  }
}

/** The database has forgotten that it was asked for: it was set back. Alipay tells what the pairs are worth. */
async function applyOrphan(context: VaultContext, { appId, record }: SpooledResponse): Promise<void> {
  const issue = { after: 0, before: record.alipayTime };
  for (const pair of readPairs(record.model).pairs) {
    await context.store.write((database) =>
      applyArrivals(
        context,
        database,
        { appId, authAppId: pair.authAppId },
        { cause: 'spool', pairs: [{ pair, source: 'import', issue, obtainedAt: record.obtainedAt }] },
      ),
    );
  }
}
