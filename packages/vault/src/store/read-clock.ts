import type { Database } from './engine.js';
import type { Store } from './store.js';

/** The database's time in milliseconds since 1970. Leases are measured by it, because the clocks of processes differ. */
export async function readClock(store: Store, database: Database): Promise<number> {
  const { now } = await database.selectNoFrom(store.now.as('now')).executeTakeFirstOrThrow();
  return now;
}
