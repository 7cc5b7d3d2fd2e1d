import type { HubContext } from './hub-context.js';
import { firstIdAt } from './new-id.js';
import { countRows, cutoffOf, nothing, type Retention } from './retention.js';

const batch = 200;

/** A log whose ids begin with a prefix and the time. */
const logs = {
  requests: { table: 'hub_request', prefix: 'req' },
  notifications: { table: 'hub_notification', prefix: 'ntf' },
} as const;

/** Rows of a log. */
export function logRetention(context: HubContext, kind: keyof typeof logs): Retention {
  const { store } = context;
  const { table, prefix } = logs[kind];
  const firstKept = () => {
    const before = cutoffOf(context, kind);
    return before === undefined ? undefined : firstIdAt(prefix, before);
  };
  return {
    kind,
    async count() {
      const before = firstKept();
      return before === undefined
        ? 0
        : store.read((database) => countRows(database.selectFrom(table).where('id', '<', before)));
    },
    async erase() {
      const before = firstKept();
      if (before === undefined) return nothing;
      const rows = await store.read((database) =>
        database.selectFrom(table).select('id').where('id', '<', before).orderBy('id').limit(batch).execute(),
      );
      if (rows.length === 0) return nothing;
      const ids = rows.map(({ id }) => id);
      await store.write((database) => database.deleteFrom(table).where('id', 'in', ids).execute());
      return { rows: rows.length, more: rows.length === batch };
    },
  };
}
