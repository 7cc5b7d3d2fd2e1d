import { type AuthorizationKey, applicationOf, type VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import type { AuthorizationRow } from '../store/schema.js';
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
