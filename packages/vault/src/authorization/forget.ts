import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import { writeAuthorizations } from '../store/write-authorizations.js';
import { deactivate } from './deactivate.js';

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
