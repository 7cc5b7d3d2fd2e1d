import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { lockApplication } from '../events/append-application-event.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import type { AuthorizationRow } from '../store/schema.js';
import { applyArrivals } from './apply-arrivals.js';

/**
 * Ends an authorization on our side. It ends what is known at this commit: the stored grants, the codes and
 * notifications in the inbox, and the operations that have started; whatever they still bring is kept and not activated.
 * A consent that becomes known later is a new grant. No clock is involved.
 */
export async function deactivate(
  context: VaultContext,
  key: AuthorizationKey,
  cause: string,
): Promise<AuthorizationRow> {
  const { appId, authAppId } = key;
  return context.store.write(async (database) => {
    const row = await lockAuthorization(context, database, key);
    if (row === undefined) throw new VaultError('unknown-authorization', 'there is no such authorization', key);
    // The lock keeps entries out of the inbox until this is committed: each is known before it or after it.
    const application = await lockApplication(context, database, appId);
    const deactivations = application.deactivations + 1;
    await database.updateTable('application').set({ deactivations }).where('app_id', '=', appId).execute();
    await database
      .updateTable('pair')
      .set({ deactivated: 1 })
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .execute();
    return applyArrivals(context, database, key, { cause, columns: { deactivation: deactivations } });
  });
}
