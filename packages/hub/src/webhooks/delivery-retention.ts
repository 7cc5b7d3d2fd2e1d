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
        const gone = await goneReceivers(database, 'hub_webhook_delivery');
        const left = await countRows(ofReceivers(database, 'hub_webhook_delivery', gone));
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

/** Receivers that are gone and have rows left: one lookup in an index for each receiver that has any, however many they are. */
async function goneReceivers(database: HubDatabase, table: Owned): Promise<string[]> {
  const known = new Set((await database.selectFrom('hub_webhook').select('id').execute()).map(({ id }) => id));
  const gone: string[] = [];
  for (let after = ''; ; ) {
    const next = await database
      .selectFrom(table)
      .select('webhook_id')
      .where('webhook_id', '>', after)
      .orderBy('webhook_id')
      .limit(1)
      .executeTakeFirst();
    if (next === undefined) return gone;
    after = next.webhook_id;
    if (!known.has(after)) gone.push(after);
  }
}

/** Not every engine takes an empty list; no receiver has an empty id. */
const ofReceivers = (database: HubDatabase, table: Owned, ids: readonly string[]) =>
  database.selectFrom(table).where('webhook_id', 'in', ['', ...ids]);

async function readEnded({ store }: HubContext, before: number): Promise<string[]> {
  const rows = await store.read((database) =>
    endedDeliveries(database, before).select('id').orderBy('created_at').limit(batch).execute(),
  );
  return rows.map(({ id }) => id);
}

async function readOrphans({ store }: HubContext, table: Owned): Promise<string[]> {
  const rows = await store.read(async (database) => {
    const gone = await goneReceivers(database, table);
    return ofReceivers(database, table, gone).select('id').limit(batch).execute();
  });
  return rows.map(({ id }) => id);
}
