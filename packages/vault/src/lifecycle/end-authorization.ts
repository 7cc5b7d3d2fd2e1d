import { type AuthorizationKey, applicationOf, type VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import type { AuthorizationRow } from '../store/schema.js';
import { writeAuthorizations } from '../store/write-authorizations.js';
import { applyArrivals } from './apply-arrivals.js';

/** Ends an authorization on our side, as of now. What the merchant grants later begins anew. */
export async function deactivate(
  context: VaultContext,
  key: AuthorizationKey,
  cause: string,
): Promise<AuthorizationRow> {
  const now = applicationOf(context, key.appId).alipayClock.now();
  return context.store.write(async (database) => {
    const row = await lockAuthorization(context, database, key);
    if (row === undefined) throw new VaultError('unknown-authorization', 'there is no such authorization', key);
    // Even if our clock is behind Alipay's.
    const newest = await database
      .selectFrom('pair')
      .select(({ fn }) => fn.max('grant_before').as('newest'))
      .where('app_id', '=', key.appId)
      .where('auth_app_id', '=', key.authAppId)
      .executeTakeFirst();
    const cancelledAt = Math.max(now, (newest?.newest ?? 0) + 1);
    return applyArrivals(context, database, key, { cause, cancelledAt });
  });
}

/**
 * Ends an authorization and erases its credentials and everything about the merchant. What stays: that it ended and
 * when, so that older notifications do not bring it back; the audit chain; and events that are not delivered yet.
 */
export async function forget(context: VaultContext, key: AuthorizationKey): Promise<void> {
  await deactivate(context, key, 'forgotten');
  await context.store.write(async (database) => {
    const row = await lockAuthorization(context, database, key);
    if (row === undefined) return;
    const { appId, authAppId } = key;
    await database.deleteFrom('pair').where('app_id', '=', appId).where('auth_app_id', '=', authAppId).execute();
    await database
      .updateTable('operation')
      .set({ sealed_response: null, key_id: null })
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .execute();
    await database
      .deleteFrom('outbox')
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .where('state', '=', 'delivered')
      .execute();
    const after = { ...row, user_id: null, reference: null, assigned: 0 };
    await writeAuthorizations(context, database, [{ before: row, after }]);
  });
}
