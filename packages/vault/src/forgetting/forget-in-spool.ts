import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';

/** What the database has not taken yet. */
export async function forgetInSpool(
  { spool }: VaultContext,
  { appId, authAppId }: AuthorizationKey,
  reference: string | null,
): Promise<void> {
  for (const entry of spool.allEntries()) {
    if (entry.appId !== appId) continue;
    if (entry.kind === 'response' && entry.authAppId === authAppId) await spool.remove(entry.id);
    // The state of a consent link holds the reference, too.
    const isOwn = entry.kind === 'code' && reference !== null && entry.reference === reference;
    if (isOwn) await spool.put({ ...entry, reference: undefined, state: undefined });
  }
}
