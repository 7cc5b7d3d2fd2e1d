import type { VaultContext } from '../context/vault-context.js';
import type { OutboxRow } from '../store/schema.js';
import { parseEvent, type VaultEvent } from './vault-event.js';

/** What `events` takes; every member narrows the list. */
export interface EventListOptions {
  readonly appId?: string | undefined;
  readonly authAppId?: string | undefined;
  /** Events that happened then or later; milliseconds since 1970. */
  readonly from?: number | undefined;
  /** Events that happened before; milliseconds since 1970. */
  readonly to?: number | undefined;
  /** How many at a time, 1 to 1,000; 100 by default. */
  readonly pageSize?: number | undefined;
}

/** Pages of events, delivered or not, in the order in which they happened. Those that cannot be read are left out. */
export async function* listEvents(
  { store }: VaultContext,
  options: EventListOptions = {},
): AsyncGenerator<VaultEvent[], void, undefined> {
  const { appId, authAppId, from = 0, to = Number.MAX_SAFE_INTEGER, pageSize = 100 } = options;
  if (!Number.isSafeInteger(pageSize) || pageSize < 1 || pageSize > 1_000) {
    throw new TypeError('pageSize: expected a whole number, 1 to 1,000');
  }
  for (let last: Pick<OutboxRow, 'created_at' | 'id'> = { created_at: from, id: '' }; ; ) {
    const { created_at, id } = last;
    const rows = await store.read((database) => {
      let query = database
        .selectFrom('outbox')
        .select(['id', 'created_at', 'payload'])
        .where((where) =>
          where.or([
            where('created_at', '>', created_at),
            where.and([where('created_at', '=', created_at), where('id', '>', id)]),
          ]),
        )
        .where('created_at', '<', to);
      if (appId !== undefined) query = query.where('app_id', '=', appId);
      if (authAppId !== undefined) query = query.where('auth_app_id', '=', authAppId);
      return query.orderBy('created_at').orderBy('id').limit(pageSize).execute();
    });
    const events = rows.map(({ payload }) => parseEvent(payload)).filter((event) => event !== undefined);
    if (events.length > 0) yield events;
    const end = rows.at(-1);
    if (end === undefined || rows.length < pageSize) return;
    last = end;
  }
}
