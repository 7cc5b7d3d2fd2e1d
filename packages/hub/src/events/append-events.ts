import type { HubDatabase, HubStore } from '../store/hub-store.js';
import { insertMissing } from '../store/hub-store.js';
import type { EventRow } from './event-table.js';
import { eventRow, type NewEvent } from './hub-event.js';

const headId = 'events';

/**
 * Locks the head of the events until the transaction ends. A transaction that may append events does it before it locks
 * anything else.
 *
 * @returns the last position
 */
export async function lockEventHead(store: HubStore, database: HubDatabase): Promise<number> {
  const query = database.selectFrom('hub_event_head').select('position').where('id', '=', headId);
  const locked = store.locksRows ? query.forUpdate() : query;
  const row = await locked.executeTakeFirst();
  if (row !== undefined) return row.position;
  await insertMissing(store, database, 'hub_event_head', { id: headId, position: 0 });
  return (await locked.executeTakeFirstOrThrow()).position;
}

/**
 * Appends those events that are not recorded yet. The caller has locked the head.
 *
 * @param position what {@link lockEventHead} returned
 * @returns the rows of those that are new, each with the event that it is of
 */
export async function appendEvents(
  database: HubDatabase,
  events: readonly NewEvent[],
  position: number,
): Promise<{ readonly row: EventRow; readonly event: NewEvent }[]> {
  const ids = events.map(({ id }) => id);
  if (ids.length === 0) return [];
  const recorded = await database.selectFrom('hub_event').select('id').where('id', 'in', ids).execute();
  const known = new Set(recorded.map(({ id }) => id));
  const added: { row: EventRow; event: NewEvent }[] = [];
  for (const event of events) {
    if (known.has(event.id)) continue;
    known.add(event.id);
    added.push({ row: eventRow(event, position + added.length + 1), event });
  }
  if (added.length === 0) return [];
  await database
    .insertInto('hub_event')
    .values(added.map(({ row }) => row))
    .execute();
  await database
    .updateTable('hub_event_head')
    .set({ position: position + added.length })
    .where('id', '=', headId)
    .execute();
  return added;
}
