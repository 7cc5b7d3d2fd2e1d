import type { VaultContext } from '../context/vault-context.js';
import { markFailed } from '../journal/end-operations.js';
import type { LeasedRotation } from './rotation-lease.js';

const notSent = { kind: 'transient', code: 'not-sent', traceId: undefined } as const;

/**
 * Releases the leases of authorizations that were not rotated after all. If the database is down, the leases end by
 * themselves. Never rejects.
 */
export async function releaseLeases(
  context: VaultContext,
  appId: string,
  leases: readonly LeasedRotation[],
): Promise<void> {
  const ids = leases.map(({ operation }) => operation.id);
  try {
    await context.store.write(async (database) => {
      await database
        .updateTable('authorization')
        .set({ lease_owner: null, lease_until: null })
        .where('app_id', '=', appId)
        .where(
          'auth_app_id',
          'in',
          leases.map(({ key }) => key.authAppId),
        )
        .where('lease_owner', 'in', ids)
        .execute();
      await markFailed(context, database, ids, notSent);
    });
  } catch (cause) {
    context.report({ kind: 'worker', appId, message: 'leases could not be released; they end by themselves', cause });
  }
}
