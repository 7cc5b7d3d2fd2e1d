import { sql } from 'kysely';
import type { HubContext } from '../context/hub-context.js';
import { type HubDatabase, insertMissing } from '../store/hub-store.js';

const id = 'alerts';
/** Milliseconds after which another node takes over from one that was killed: longer than a turn. */
const lease = 60_000;

/** Makes this node the one that looks after alerts, unless another is. @returns the event up to which alerts are made */
export async function takeLease({ store, nodeId }: HubContext): Promise<number | undefined> {
  return store.write(async (database) => {
    await insertMissing(store, database, 'hub_alert_lease', { id, lease_owner: null, lease_until: 0, position: 0 });
    const { numUpdatedRows } = await database
      .updateTable('hub_alert_lease')
      .set({ lease_owner: nodeId, lease_until: sql<number>`${store.now} + ${sql.lit(lease)}` })
      .where('id', '=', id)
      .where((where) => where.or([where('lease_until', '<=', store.now), where('lease_owner', '=', nodeId)]))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return undefined;
    const row = await database.selectFrom('hub_alert_lease').select('position').where('id', '=', id).executeTakeFirst();
    return row?.position;
  });
}

/** Whether the lease is still this node's, until the transaction ends. */
export async function holdsLease({ store, nodeId }: HubContext, database: HubDatabase): Promise<boolean> {
  const query = database.selectFrom('hub_alert_lease').select('lease_owner').where('id', '=', id);
  const row = await (store.locksRows ? query.forUpdate() : query).executeTakeFirst();
  return row?.lease_owner === nodeId;
}

export async function movePosition(database: HubDatabase, position: number): Promise<void> {
  await database.updateTable('hub_alert_lease').set({ position }).where('id', '=', id).execute();
}

/** Lets another node begin at once. */
export async function releaseLease({ store, nodeId }: HubContext): Promise<void> {
  await store.write((database) =>
    database
      .updateTable('hub_alert_lease')
      .set({ lease_owner: null, lease_until: 0 })
      .where('id', '=', id)
      .where('lease_owner', '=', nodeId)
      .execute(),
  );
}
