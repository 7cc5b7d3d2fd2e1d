import type { HubContext } from '../context/hub-context.js';
import { countRows, firstKeptId, nothing, type Retention } from '../context/retention.js';

const batch = 200;

/** Rows of the log of notifications. */
export function notificationRetention(context: HubContext): Retention {
  const { store } = context;
  return {
    kind: 'notifications',
    async count() {
      const before = firstKeptId(context, 'notifications', 'ntf');
      return before === undefined
        ? 0
        : store.read((database) => countRows(database.selectFrom('hub_notification').where('id', '<', before)));
    },
    async erase() {
      const before = firstKeptId(context, 'notifications', 'ntf');
      if (before === undefined) return nothing;
      const rows = await store.read((database) =>
        database
          .selectFrom('hub_notification')
          .select('id')
          .where('id', '<', before)
          .orderBy('id')
          .limit(batch)
          .execute(),
      );
      if (rows.length === 0) return nothing;
      const ids = rows.map(({ id }) => id);
      await store.write((database) => database.deleteFrom('hub_notification').where('id', 'in', ids).execute());
      return { rows: rows.length, more: rows.length === batch };
    },
  };
}
