import { appendAudit } from '../audit/append-audit.js';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { lockApplication } from '../events/append-application-event.js';
import { flushSpool } from '../spool/flush-spool.js';
import type { Database } from '../store/engine.js';
import type { AuthorizationRow } from '../store/schema.js';
import { forgetInInbox } from './forget-in-inbox.js';
import { forgetInJournal } from './forget-in-journal.js';
import { forgetInSpool } from './forget-in-spool.js';
import { accountToForget, forgetOrders } from './forget-orders.js';
import { tombstoneKey } from './tombstone.js';

/**
 * Ends an authorization and erases everything about the merchant: pairs, events (also those that are not delivered yet),
 * the audit chain, and its traces in the journal, the inbox and the spool of this process. A tombstone stays, with a
 * fingerprint that only the vault can compute: what was known before does not bring the authorization back, and a later
 * consent begins anew.
 *
 * @throws VaultError `unknown-authorization`
 */
export async function forget(context: VaultContext, key: AuthorizationKey): Promise<void> {
  await flushSpool(context);
  const { reference } = await context.store.write((database) => erase(context, database, key));
  await forgetInSpool(context, key, reference);
}

async function erase(context: VaultContext, database: Database, key: AuthorizationKey): Promise<AuthorizationRow> {
  const { appId, authAppId } = key;
  const ofKey = { app_id: appId, auth_app_id: authAppId };
  const row = await lockRow(context, database, key);
  // The lock keeps entries out of the inbox until this is committed: each is known before it or after it.
  const application = await lockApplication(context, database, appId);
  const account = await accountToForget(database, row);
  await forgetInInbox(context, database, row, account);
  await forgetOrders(database, row, account);
  await forgetInJournal(context, database, key);
  for (const table of ['pair', 'outbox', 'audit', 'audit_checkpoint', 'authorization'] as const) {
    await database
      .deleteFrom(table)
      .where((where) => where.and(ofKey))
      .execute();
  }
  const deactivation = application.deactivations + 1;
  const fingerprint = tombstoneKey(context.secret, key);
  const ofTombstone = { app_id: appId, fingerprint };
  await database
    .deleteFrom('tombstone')
    .where((where) => where.and(ofTombstone))
    .execute();
  await database
    .insertInto('tombstone')
    .values({ ...ofTombstone, deactivation, forgotten_at: context.clock() })
    .execute();
  const stream = { appId, authAppId: '' };
  const link = { kind: 'forgotten', detail: { tombstone: fingerprint } };
  const head = await appendAudit(context, database, stream, application, link);
  await database
    .updateTable('application')
    .set({ deactivations: deactivation, ...head })
    .where('app_id', '=', appId)
    .execute();
  return row;
}

/** Also a row that something else changed: forgetting is the way out of that. */
async function lockRow(
  { store }: VaultContext,
  database: Database,
  { appId, authAppId }: AuthorizationKey,
): Promise<AuthorizationRow> {
  const query = database
    .selectFrom('authorization')
    .selectAll()
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId);
  const row = await (store.locksRows ? query.forUpdate() : query).executeTakeFirst();
  if (row !== undefined) return row;
  throw new VaultError('unknown-authorization', 'there is no such authorization', { appId, authAppId });
}
