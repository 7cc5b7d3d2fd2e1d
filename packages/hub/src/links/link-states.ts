import type { CallbackResult } from '@lingpai/vault';
import type { HubContext } from '../context/hub-context.js';
import { changeLinks, type LinkQuery } from './change-links.js';
import type { LinkRow, LinkState } from './link-table.js';
import { canonicalState, stateHashOf } from './state-hash.js';

/** States in which a link waits for its merchant. */
export const openStates: readonly LinkState[] = ['created', 'opened'];

/** States from which a merchant can authorize: who declined can think again. */
export const authorizable: readonly LinkState[] = [...openStates, 'declined'];

const batch = 200;

/** Milliseconds for which the hub's workers try a code that came back: it expires after 24 hours. */
export const codeLife = 25 * 3_600_000;

type LinkTimes = Pick<LinkRow, 'state' | 'expires_at' | 'returned_at'>;

/** The state at an instant: a link whose time is over has expired, even before the worker has written it. */
export function stateAt({ state, expires_at: expiresAt, returned_at: returnedAt }: LinkTimes, now: number): LinkState {
  const isOver = openStates.includes(state) && expiresAt <= now && (returnedAt ?? -codeLife) + codeLife <= now;
  return isOver ? 'expired' : state;
}

/** Whether a merchant can use the link now. */
export const isUsable = (row: LinkTimes, now: number): boolean =>
  authorizable.includes(stateAt(row, now)) && row.expires_at > now;

/** Records that the merchant opened a link. */
export async function markOpened(context: HubContext, { id }: LinkRow): Promise<void> {
  await changeLinks(context, {
    where: (query) => query.where('id', '=', id).where('state', '=', 'created'),
    set: () => ({ state: 'opened', opened_at: context.clock() }),
  });
}

/**
 * Records that a merchant comes back to a link with a code, before anything is done with the code. When the node is killed in
 * between, the hub's workers ask the vault what became of it.
 */
export async function markReturning({ store, clock }: HubContext, { id }: LinkRow, state: string): Promise<void> {
  const returned = canonicalState(state);
  await store.write((database) =>
    database
      .updateTable('hub_link')
      .set({ returned_at: clock(), returned_state: returned })
      .where('id', '=', id)
      .where('state', 'in', authorizable)
      .where((where) => where.or([where('returned_at', 'is', null), where('returned_state', '<>', returned)]))
      .execute(),
  );
}

/** Outcomes after which the link can still be authorized: its tokens may come with a notification, or an earlier code has it. */
const undecided: readonly CallbackResult['outcome'][] = ['pending', 'already-used', 'used-state'];

/** Records what became of the merchant who came back to a link, as it was before. @returns the link as it is now */
export async function markReturned(context: HubContext, link: LinkRow, result: CallbackResult): Promise<LinkRow> {
  const { clock } = context;
  const of = (query: LinkQuery) => query.where('id', '=', link.id);
  let changed: LinkRow[] = [];
  if (result.outcome === 'authorized') {
    const ids = result.authorizations.map(({ authAppId }) => authAppId);
    changed = await changeLinks(context, {
      // The vault decides whether the link was in time.
      where: (query) => of(query).where('state', 'in', [...authorizable, 'expired']),
      set: () => ({
        state: 'authorized',
        ended_at: clock(),
        auth_app_ids: JSON.stringify(ids),
        returned_at: null,
      }),
    });
  } else if (result.outcome === 'declined') {
    changed = await changeLinks(context, {
      where: (query) => of(query).where('state', 'in', authorizable),
      set: () => ({ state: 'declined', ended_at: clock() }),
    });
  } else if (!undecided.includes(result.outcome)) {
    await context.store.write((database) =>
      database
        .updateTable('hub_link')
        .set({ returned_at: null })
        .where('id', '=', link.id)
        .where('state', 'in', authorizable)
        .execute(),
    );
  }
  return changed[0] ?? (await readLink(context, link.id)) ?? link;
}

/** Ends a link: a consent on it is unassigned from now on. @returns the link as it is now; `undefined` when there is none */
export async function revokeLink(context: HubContext, appId: string, id: string): Promise<LinkRow | undefined> {
  const [revoked] = await changeLinks(context, {
    where: (query) => query.where('id', '=', id).where('app_id', '=', appId).where('state', 'in', authorizable),
    set: () => ({ state: 'revoked', ended_at: context.clock() }),
  });
  if (revoked !== undefined) return revoked;
  const row = await readLink(context, id);
  return row?.app_id === appId ? row : undefined;
}

/** Ends links whose time is over. @returns whether there may be more */
export async function expireLinks(context: HubContext): Promise<boolean> {
  const now = context.clock();
  const over = (query: LinkQuery) =>
    query
      .where('state', 'in', openStates)
      .where('expires_at', '<=', now)
      .where((where) => where.or([where('returned_at', 'is', null), where('returned_at', '<=', now - codeLife)]))
      .limit(batch);
  const some = await context.store.read((database) =>
    over(database.selectFrom('hub_link').selectAll()).limit(1).executeTakeFirst(),
  );
  if (some === undefined) return false;
  const expired = await changeLinks(context, { where: over, set: () => ({ state: 'expired', ended_at: now }) });
  return expired.length === batch;
}

export async function readLink({ store }: HubContext, id: string): Promise<LinkRow | undefined> {
  return store.read((database) => database.selectFrom('hub_link').selectAll().where('id', '=', id).executeTakeFirst());
}

/** The link of an application that a merchant comes back from. */
export async function findByState({ store }: HubContext, appId: string, state: string): Promise<LinkRow | undefined> {
  return store.read((database) =>
    database
      .selectFrom('hub_link')
      .selectAll()
      .where('state_hash', '=', stateHashOf(state))
      .where('app_id', '=', appId)
      .executeTakeFirst(),
  );
}
