import type { HubContext } from '../context/hub-context.js';
import { countRows, cutoffOf, nothing, type Retention } from '../context/retention.js';
import type { HubDatabase } from '../store/hub-store.js';

const batch = 200;

/** Deliveries that have ended, and those of receivers that are gone. */
export function deliveryRetention(context: HubContext): Retention {
  const { store } = context;
  return {
    kind: 'deliveries',
    async count() {
      const before = cutoffOf(context, 'deliveries');
      return store.read(async (database) => {
        const left = await countRows(orphans(database, 'hub_webhook_delivery'));
        return before === undefined ? left : left + (await countRows(endedDeliveries(database, before)));
      });
    },
    async erase() {
      const before = cutoffOf(context, 'deliveries');
      const ended = before === undefined ? [] : await readEnded(context, before);
      const left = await readOrphans(context, 'hub_webhook_delivery');
      const streams = await readOrphans(context, 'hub_webhook_stream');
      const deliveries = [...ended, ...left];
      if (deliveries.length + streams.length === 0) return nothing;
      await store.write(async (database) => {
        if (deliveries.length > 0) {
          await database.deleteFrom('hub_webhook_delivery').where('id', 'in', deliveries).execute();
        }
        if (streams.length > 0) await database.deleteFrom('hub_webhook_stream').where('id', 'in', streams).execute();
      });
      return { rows: deliveries.length, more: [ended, left, streams].some(({ length }) => length === batch) };
    },
  };
}

const endedDeliveries = (database: HubDatabase, before: number) =>
  database
    .selectFrom('hub_webhook_delivery')
    .where('state', 'in', ['delivered', 'dead'])
    .where('created_at', '<', before)
    .where('ended_at', '<', before);

type Owned = 'hub_webhook_delivery' | 'hub_webhook_stream';

const orphans = (database: HubDatabase, table: Owned) =>
  database.selectFrom(table).where('webhook_id', 'not in', database.selectFrom('hub_webhook').select('id'));

async function readEnded({ store }: HubContext, before: number): Promise<string[]> {
  const rows = await store.read((database) =>
    endedDeliveries(database, before).select('id').orderBy('created_at').limit(batch).execute(),
  );
  return rows.map(({ id }) => id);
}

async function readOrphans({ store }: HubContext, table: Owned): Promise<string[]> {
  const rows = await store.read((database) => orphans(database, table).select('id').limit(batch).execute());
  return rows.map(({ id }) => id);
}
