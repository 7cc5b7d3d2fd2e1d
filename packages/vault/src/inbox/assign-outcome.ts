import { applyArrivals } from '../authorization/apply-arrivals.js';
import type { ReferenceArrival } from '../authorization/reference-columns.js';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import type { InboxRow } from '../store/schema.js';

/** The part of an entry that says whose its authorizations are. */
export type OwnerOfCode = Pick<InboxRow, 'reference' | 'link' | 'reference_sequence' | 'received_at' | 'spooled'>;

/** What a redirect says about the authorizations that its code brings. */
export function ownerOfCode(entry: OwnerOfCode): ReferenceArrival {
  return {
    reference: entry.reference ?? undefined,
    requestedKinds: entry.link === null ? undefined : JSON.parse(entry.link).kinds,
    sequence: entry.reference_sequence,
    receivedAt: entry.received_at,
    isSpooled: entry.spooled === 1,
  };
}

/** Assigns what came of a code to the code's reference. */
export async function assignOutcome(
  context: VaultContext,
  database: Database,
  entry: OwnerOfCode & Pick<InboxRow, 'app_id' | 'link_key'>,
  authAppIds: readonly string[],
): Promise<void> {
  if (entry.link_key === null && entry.reference === null) return;
  const owner = { ...ownerOfCode(entry), reference: entry.reference ?? '' };
  for (const authAppId of authAppIds) {
    const key: AuthorizationKey = { appId: entry.app_id, authAppId };
    await applyArrivals(context, database, key, { cause: 'assigned', owner });
  }
}
