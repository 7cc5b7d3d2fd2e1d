import type { HubContext } from '../context/hub-context.js';
import { firstKeptId, nothing, type Retention } from '../context/retention.js';

/** Batches that are erased at a time. */
const batches = 50;

/** Batches whose requests are all too old. */
export function requestRetention(context: HubContext): Retention {
  const { store } = context;
  return {
    kind: 'requests',
    async count() {
      const before = firstKeptId(context, 'requests', 'rqb');
      if (before === undefined) return 0;
      const row = await store.read((database) =>
        database
          .selectFrom('hub_request_batch')
          .select(({ fn }) => fn.sum('requests').as('requests'))
          .where('id', '<', before)
          .executeTakeFirst(),
      );
      return Number(row?.requests ?? 0);
    },
    async erase() {
      const before = firstKeptId(context, 'requests', 'rqb');
      if (before === undefined) return nothing;
      const rows = await store.read((database) =>
        database
          .selectFrom('hub_request_batch')
          .select(['id', 'requests'])
          .where('id', '<', before)
          .orderBy('id')
          .limit(batches)
          .execute(),
      );
      if (rows.length === 0) return nothing;
      const ids = rows.map(({ id }) => id);
      await store.write(async (database) => {
        await database.deleteFrom('hub_request_batch').where('id', 'in', ids).execute();
        await database.deleteFrom('hub_request_merchant').where('batch_id', 'in', ids).execute();
      });
      return { rows: rows.reduce((sum, { requests }) => sum + Number(requests), 0), more: rows.length === batches };
    },
  };
}
