import type { Database } from './engine.js';
import type { Store } from './store.js';

/** The database's time, milliseconds since 1970: what leases are measured by, whatever the clocks of processes say. */
export async function readClock(store: Store, database: Database): Promise<number> {
  const { now } = await database.selectNoFrom(store.now.as('now')).executeTakeFirstOrThrow();
  return now;
}
