import type { VaultEvent } from '@lingpai/vault';
import type { HubContext } from '../context/hub-context.js';
import type { LinkQuery } from './change-links.js';
import { authorizable, codeLife } from './link-states.js';
import { canonicalState } from './state-hash.js';

const batch = 50;

/**
 * Finds merchants who came back while the hub could not change their links: the vault has kept their codes. What they
 * authorized, `completeLinks` records.
 */
export async function findReturns(context: HubContext): Promise<void> {
  await markAll(context, (query) => query);
}

/** The same for the merchant that an event of the vault is about, at once. */
export async function findReturnsOf(context: HubContext, { type, appId, reference }: VaultEvent): Promise<void> {
  if ((type !== 'authorized' && type !== 'reauthorized') || reference === null) return;
  await markAll(context, (query) => query.where('app_id', '=', appId).where('reference', '=', reference));
}

async function markAll(context: HubContext, choose: (query: LinkQuery) => LinkQuery): Promise<void> {
  const { store, vault, clock } = context;
  const states = [...authorizable, 'expired'] as const;
  let after = '';
  for (;;) {
    const links = await store.read((database) =>
      choose(database.selectFrom('hub_link').selectAll())
        .where('state', 'in', states)
        .where('returned_at', 'is', null)
        // A code that came back in time is redeemed within its life.
        .where('expires_at', '>', clock() - codeLife)
        .where('id', '>', after)
        .orderBy('id')
        .limit(batch)
        .execute(),
    );
    for (const { id, app_id: appId, consent_state: state } of links) {
      if ((await vault.linkOutcome(appId, state)).length === 0) continue;
      await store.write((database) =>
        database
          .updateTable('hub_link')
          .set({ returned_at: clock(), returned_state: canonicalState(state) })
          .where('id', '=', id)
          .where('state', 'in', states)
          .where('returned_at', 'is', null)
          .execute(),
      );
    }
    if (links.length < batch) return;
    after = links.at(-1)?.id ?? '';
  }
}
