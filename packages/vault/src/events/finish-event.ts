import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import type { OutboxRow } from '../store/schema.js';

/** Ends an event and makes the next of its stream ready. `due_at` becomes the time of the delivery. */
export async function finishEvent(
  context: VaultContext,
  database: Database,
  row: OutboxRow,
  state: 'delivered' | 'set-aside',
): Promise<void> {
  await lockStream(context, database, row);
  const now = context.clock();
  await database
    .updateTable('outbox')
    .set({ state, due_at: now, delivered_at: now, lease_owner: null, lease_until: null })
    .where('id', '=', row.id)
    .execute();
  await database
    .updateTable('outbox')
    .set({ state: 'ready', due_at: now })
    .where('app_id', '=', row.app_id)
    .where('auth_app_id', '=', row.auth_app_id)
    .where('sequence', '=', row.sequence + 1)
    .where('state', '=', 'waiting')
    .execute();
}

/** Appending to the stream takes the same lock. */
async function lockStream({ store }: VaultContext, database: Database, row: OutboxRow): Promise<void> {
  if (!store.locksRows) return;
  if (row.auth_app_id === '') {
    const query = database.selectFrom('application').select('app_id').where('app_id', '=', row.app_id);
    await query.forUpdate().execute();
    return;
  }
  await database
    .selectFrom('authorization')
    .select('app_id')
    .where('app_id', '=', row.app_id)
    .where('auth_app_id', '=', row.auth_app_id)
    .forUpdate()
    .execute();
}
