import { openLinkState } from '../consent/link-state.js';
import type { VaultContext } from '../context/vault-context.js';
import { parseOutcome } from './close-entry.js';

/** The merchant applications that the code of a consent link has brought so far. */
export async function readLinkOutcome(
  { store, secret }: VaultContext,
  appId: string,
  state: string,
): Promise<string[]> {
  const link = openLinkState(secret, appId, state);
  if (link === undefined) return [];
  const entry = await store.read((database) =>
    database.selectFrom('inbox').select('outcome').where('link_key', '=', link.nonce).executeTakeFirst(),
  );
  return parseOutcome(entry?.outcome ?? null);
}
