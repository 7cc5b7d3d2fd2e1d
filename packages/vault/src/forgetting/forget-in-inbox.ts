import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { markDone, parseOutcome } from '../inbox/close-entry.js';
import { openBody } from '../inbox/inbox-body.js';
import type { Database } from '../store/engine.js';
import type { InboxRow } from '../store/schema.js';

/**
 * Entries stay, by their fingerprints: the same code or notification has no effect again. They name the merchant no
 * longer. A code that is still to be redeemed may be another merchant's, and is redeemed without its reference.
 */
export async function forgetInInbox(
  context: VaultContext,
  database: Database,
  { appId, authAppId }: AuthorizationKey,
  reference: string | null,
): Promise<void> {
  const named = await database
    .selectFrom('inbox')
    .selectAll()
    .where('app_id', '=', appId)
    .where('outcome', 'like', `%${JSON.stringify(authAppId).replace(/[%_\\]/g, '_')}%`)
    .execute();
  for (const { id, outcome } of named) {
    const all = parseOutcome(outcome);
    if (!all.includes(authAppId)) continue;
    const others = all.filter((one) => one !== authAppId);
    const columns = { outcome: JSON.stringify(others), reference: null, link: null };
    await database.updateTable('inbox').set(columns).where('id', '=', id).execute();
  }
  if (reference !== null && reference !== '') {
    const columns = { reference: null, link: null };
    const own = database.updateTable('inbox').set(columns).where('app_id', '=', appId);
    await own.where('reference', '=', reference).execute();
  }
  const pending = await database
    .selectFrom('inbox')
    .selectAll()
    .where('app_id', '=', appId)
    .where('kind', '=', 'notification')
    .where('state', '=', 'received')
    .execute();
  for (const entry of pending) {
    if (names(context, entry, authAppId)) await markDone(context, database, entry.id, []);
  }
}

function names(context: VaultContext, entry: InboxRow, authAppId: string): boolean {
  try {
    return openBody(context, entry).includes(authAppId);
  } catch (error) {
    if (isVaultError(error, 'unreadable')) return false;
    throw error;
  }
}
