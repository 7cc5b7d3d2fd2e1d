import type { HubStore } from '../store/hub-store.js';
import type { EventRow } from './event-table.js';

/** Which events someone asks for, and may see. */
export interface EventFilter {
  readonly appId?: string | undefined;
  readonly authAppId?: string | undefined;
  readonly reference?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Applications of the API key; `undefined`: all, and events about none. */
  readonly visible?: ReadonlySet<string> | undefined;
}

export interface EventPage {
  readonly order: 'asc' | 'desc';
  /** Events behind this position, in the order; `undefined`: from the first, or the last. */
  readonly from: number | undefined;
  readonly limit: number;
}

/** Events in the order in which they were recorded. */
export function readEvents(
  store: HubStore,
  { appId, authAppId, reference, types, visible }: EventFilter,
  { order, from, limit }: EventPage,
): Promise<Pick<EventRow, 'position' | 'payload'>[]> {
  return store.read((database) => {
    let query = database.selectFrom('hub_event').select(['position', 'payload']);
    if (appId !== undefined) query = query.where('app_id', '=', appId);
    if (authAppId !== undefined) query = query.where('auth_app_id', '=', authAppId);
    if (reference !== undefined) query = query.where('reference', '=', reference);
    if (types !== undefined) query = query.where('type', 'in', types);
    if (visible !== undefined) query = query.where('app_id', 'in', [...visible]);
    if (from !== undefined) query = query.where('position', order === 'asc' ? '>' : '<', from);
    return query.orderBy('position', order).limit(limit).execute();
  });
}

/** The position of the newest event; 0 when there is none. */
export async function lastPosition(store: HubStore): Promise<number> {
  const row = await store.read((database) =>
    database.selectFrom('hub_event_head').select('position').executeTakeFirst(),
  );
  return row?.position ?? 0;
}

/** The position before the first event that happened then or later; of the newest event when there is none. */
export async function positionBefore(store: HubStore, since: number): Promise<number> {
  const row = await store.read((database) =>
    database
      .selectFrom('hub_event')
      .select(({ fn }) => fn.min('position').as('first'))
      .where('at', '>=', since)
      .executeTakeFirst(),
  );
  const first = row?.first ?? null;
  return first === null ? lastPosition(store) : Number(first) - 1;
}
