import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { lockApplication } from '../events/append-application-event.js';
import { nextReferenceSequence } from '../inbox/next-reference-sequence.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import type { AuthorizationRow } from '../store/schema.js';
import { applyArrivals } from './apply-arrivals.js';

/**
 * Says whose an authorization is. Codes and notifications that are known at this commit do not change it any more; a
 * consent that becomes known later does.
 */
export async function assign(
  context: VaultContext,
  key: AuthorizationKey,
  reference: string,
): Promise<AuthorizationRow> {
  return context.store.write(async (database) => {
    const row = await lockAuthorization(context, database, key);
    if (row === undefined) throw new VaultError('unknown-authorization', 'there is no such authorization', key);
    const sequence = await nextReferenceSequence(database, await lockApplication(context, database, key.appId));
    const owner = { reference, sequence, receivedAt: context.clock() };
    return applyArrivals(context, database, key, { cause: 'assigned', owner });
  });
}
