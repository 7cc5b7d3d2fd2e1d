import { readServiceOrderNotification } from '@lingpai/alipay';
import type { VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { markDone, parseOutcome } from '../inbox/close-entry.js';
import { openBody } from '../inbox/inbox-body.js';
import type { Database } from '../store/engine.js';
import type { AuthorizationRow, InboxRow } from '../store/schema.js';

/**
 * Entries stay, by their fingerprints: the same code or notification has no effect again. They name the merchant no
 * longer. A code that is still to be redeemed may be another merchant's, and is redeemed without its reference.
 */
export async function forgetInInbox(
  context: VaultContext,
  database: Database,
  { app_id: appId, auth_app_id: authAppId, reference }: AuthorizationRow,
  account: string | null,
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
    // A redirect that is still to come brings no reference.
    const columns = { outcome: JSON.stringify(others), reference: null, link: null, returned: 1 };
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
    if (names(context, entry, authAppId, account)) await markDone(context, database, entry.id, []);
  }
}

/** An order may name the account alone. */
function names(context: VaultContext, entry: InboxRow, authAppId: string, account: string | null): boolean {
  try {
    const body = openBody(context, entry);
    if (body.includes(authAppId)) return true;
    const order = account === null ? undefined : readServiceOrderNotification(JSON.parse(body));
    return order !== undefined && order.userId === account;
  } catch (error) {
    if (isVaultError(error, 'unreadable')) return false;
    throw error;
  }
}
