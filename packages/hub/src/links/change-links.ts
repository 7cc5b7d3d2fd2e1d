import type { SelectQueryBuilder } from 'kysely';
import type { HubContext } from '../context/hub-context.js';
import { lockEventHead } from '../events/append-events.js';
import type { NewEvent } from '../events/hub-event.js';
import type { HubSchema } from '../store/hub-schema.js';
import { type HubDatabase, insertMissing } from '../store/hub-store.js';
import { emitEvents } from '../webhooks/emit-events.js';
import type { LinkRow, LinkState } from './link-table.js';

export type LinkQuery = SelectQueryBuilder<HubSchema, 'hub_link', LinkRow>;

export interface LinkChange {
  /** Chooses the links, by their states as well. */
  readonly where: (query: LinkQuery) => LinkQuery;
  /** What becomes of one. */
  readonly set: (row: LinkRow) => Partial<Omit<LinkRow, 'id'>>;
}

/** Stores a new link and its event. @returns the link, as it was stored when its request was made before */
export async function addLink(context: HubContext, row: LinkRow): Promise<LinkRow> {
  const { store } = context;
  const [added] = await transact(context, async (database) =>
    (await insertMissing(store, database, 'hub_link', row)) ? [row] : [],
  );
  if (added !== undefined) return added;
  return store.read((database) =>
    database.selectFrom('hub_link').selectAll().where('id', '=', row.id).executeTakeFirstOrThrow(),
  );
}

/**
 * Changes links, and records an event for each, in one transaction. A state that a link has reached before makes no second
 * event.
 *
 * @returns the links as they are now
 */
export async function changeLinks(context: HubContext, { where, set }: LinkChange): Promise<LinkRow[]> {
  const { locksRows } = context.store;
  return transact(context, async (database) => {
    const query = where(database.selectFrom('hub_link').selectAll());
    const rows = await (locksRows ? query.forUpdate() : query).execute();
    const changed: LinkRow[] = [];
    for (const row of rows) {
      // Once: what is returned is what is stored, to the millisecond.
      const columns = set(row);
      await database.updateTable('hub_link').set(columns).where('id', '=', row.id).execute();
      changed.push({ ...row, ...columns });
    }
    return changed;
  });
}

async function transact(
  { store, events, clock, random }: HubContext,
  change: (database: HubDatabase) => Promise<LinkRow[]>,
): Promise<LinkRow[]> {
  const rows = await store.write(async (database) => {
    // Changes of links take turns: the lock of the events comes before any other.
    const position = await lockEventHead(store, database);
    const changed = await change(database);
    const recorded = changed.map((row) => eventOf(row, clock()));
    await emitEvents({ store, clock, random }, database, recorded, position);
    return changed;
  });
  if (rows.length > 0) events.recorded.notify();
  return rows;
}

/** The events that a link can have had. */
export const eventIdsOf = (linkId: string, states: readonly LinkState[]): string[] =>
  states.map((state) => `link_${linkId}_${state}`);

function eventOf(row: LinkRow, at: number): NewEvent {
  const { id, app_id: appId, state, reference, auth_app_ids: authAppIds, expires_at: expiresAt } = row;
  return {
    id: `link_${id}_${state}`,
    type: `link.${state}`,
    appId,
    authAppId: null,
    reference,
    at,
    data: {
      linkId: id,
      state,
      authAppIds: authAppIds === null ? [] : JSON.parse(authAppIds),
      expiresAt: new Date(expiresAt).toISOString(),
    },
  };
}
