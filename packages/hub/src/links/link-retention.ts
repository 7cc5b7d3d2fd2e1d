import type { HubContext } from '../context/hub-context.js';
import { countRows, cutoffOf, nothing, type Retention } from '../context/retention.js';
import type { HubDatabase } from '../store/hub-store.js';

const day = 86_400_000;
const batch = 200;

/** Links that have ended. */
export function linkRetention(context: HubContext): Retention {
  const { store, clock } = context;
  // A revoked one is needed for as long as its state could come back.
  const oldLinks = (database: HubDatabase, before: number) =>
    database
      .selectFrom('hub_link')
      .where('state', 'in', ['authorized', 'declined', 'expired', 'revoked'])
      .where('ended_at', '<', before)
      .where('expires_at', '<', clock() - day);
  return {
    kind: 'links',
    async count() {
      const before = cutoffOf(context, 'links');
      return before === undefined ? 0 : store.read((database) => countRows(oldLinks(database, before)));
    },
    async erase() {
      const before = cutoffOf(context, 'links');
      if (before === undefined) return nothing;
      const rows = await store.read((database) => oldLinks(database, before).select('id').limit(batch).execute());
      if (rows.length === 0) return nothing;
      const ids = rows.map(({ id }) => id);
      await store.write((database) => database.deleteFrom('hub_link').where('id', 'in', ids).execute());
      return { rows: rows.length, more: rows.length === batch };
    },
  };
}
