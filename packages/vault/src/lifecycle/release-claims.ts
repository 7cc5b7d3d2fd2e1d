import type { VaultContext } from '../context/vault-context.js';
import { settleFailed } from './journal.js';
import type { ClaimedRotation } from './rotation-claim.js';

const notSent = { kind: 'transient', code: 'not-sent', traceId: undefined } as const;

/**
 * Gives back authorizations that were claimed and for which no call was made after all. Where the database does not take
 * it, the claims end by themselves. Never rejects.
 */
export async function releaseClaims(
  context: VaultContext,
  appId: string,
  claims: readonly ClaimedRotation[],
): Promise<void> {
  const ids = claims.map(({ operation }) => operation.id);
  try {
    await context.store.write(async (database) => {
      await database
        .updateTable('authorization')
        .set({ claim_owner: null, claim_until: null })
        .where('app_id', '=', appId)
        .where(
          'auth_app_id',
          'in',
          claims.map(({ key }) => key.authAppId),
        )
        .where('claim_owner', 'in', ids)
        .execute();
      await settleFailed(context, database, ids, notSent);
    });
  } catch (cause) {
    context.report({ kind: 'worker', appId, message: 'claims could not be given back; they end by themselves', cause });
  }
}
