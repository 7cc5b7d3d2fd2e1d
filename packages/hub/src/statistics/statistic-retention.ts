import type { HubContext } from '../context/hub-context.js';
import { countRows, cutoffOf, nothing, type Retention } from '../context/retention.js';
import type { HubDatabase } from '../store/hub-store.js';

/** Rows of one statement. */
const batch = 500;

/** Hours; what is not counted by the hour stays. */
export function statisticRetention(context: HubContext): Retention {
  const { store } = context;
  return {
    kind: 'statistics',
    async count() {
      const before = cutoffOf(context, 'statistics');
      return before === undefined ? 0 : store.read((database) => countRows(oldHours(database, before)));
    },
    async erase() {
      const before = cutoffOf(context, 'statistics');
      if (before === undefined) return nothing;
      const rows = await store.read((database) =>
        oldHours(database, before).select('hour').orderBy('hour').limit(batch).execute(),
      );
      const last = rows.at(-1);
      if (last === undefined) return nothing;
      const { numDeletedRows } = await store.write((database) =>
        database.deleteFrom('hub_statistic').where('hour', '>', 0).where('hour', '<=', last.hour).executeTakeFirst(),
      );
      return { rows: Number(numDeletedRows), more: rows.length === batch };
    },
  };
}

const oldHours = (database: HubDatabase, before: number) =>
  database.selectFrom('hub_statistic').where('hour', '>', 0).where('hour', '<', before);
