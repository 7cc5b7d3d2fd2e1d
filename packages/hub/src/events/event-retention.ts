import { unindexed } from '@lingpai/database';
import type { HubContext } from '../context/hub-context.js';
import { countRows, cutoffOf, type Erased, nothing, type Retention } from '../context/retention.js';
import type { HubDatabase } from '../store/hub-store.js';

const batch = 200;

/** Events, unless a receiver still waits for them. */
export function eventRetention(context: HubContext): Retention {
  const { store } = context;
  return {
    kind: 'events',
    async count() {
      const before = cutoffOf(context, 'events');
      return before === undefined ? 0 : store.read((database) => countRows(oldEvents(database, before)));
    },
    async erase() {
      const before = cutoffOf(context, 'events');
      return before === undefined ? nothing : eraseBatch(context, before);
    },
  };
}

const oldEvents = (database: HubDatabase, before: number) =>
  database
    .selectFrom('hub_event')
    .where('at', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('hub_webhook_delivery')
            .select('id')
            .whereRef('hub_webhook_delivery.event_id', '=', 'hub_event.id')
            .where((where) => where(unindexed(where, 'state'), '=', 'pending')),
        ),
      ),
    );

async function eraseBatch({ store }: HubContext, before: number): Promise<Erased> {
  const rows = await store.read((database) =>
    oldEvents(database, before).select('id').orderBy('at').limit(batch).execute(),
  );
  if (rows.length === 0) return nothing;
  const ids = rows.map(({ id }) => id);
  await store.write(async (database) => {
    await database
      .deleteFrom('hub_webhook_delivery')
      .where('event_id', 'in', ids)
      .where('state', '!=', 'pending')
      .execute();
    await database.deleteFrom('hub_event').where('id', 'in', ids).execute();
  });
  return { rows: rows.length, more: rows.length === batch };
}
