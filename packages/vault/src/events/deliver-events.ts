import { contextId, randomShare, type VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import { readClock } from '../store/read-clock.js';
import type { OutboxRow } from '../store/schema.js';
import type { VaultEvent } from './vault-event.js';

/** Gets each event until it resolves; a rejection makes the event come again, later and later. */
export type EventHandler = (event: VaultEvent) => void | Promise<void>;

const batch = 50;
/** Milliseconds: between attempts, at first and at most, and for one delivery. */
const shortest = 1_000;
const longest = 10 * 60_000;
const deliveryLease = 60_000;

/**
 * Delivers what is due, the streams side by side and each in order.
 *
 * @returns how many were delivered
 */
export async function deliverEvents(context: VaultContext, handler: EventHandler): Promise<number> {
  const due = await context.store.read((database) =>
    database
      .selectFrom('outbox')
      .select('id')
      .where('state', '=', 'ready')
      .where('due_at', '<=', context.clock())
      .orderBy('due_at')
      .limit(batch)
      .execute(),
  );
  const delivered = await Promise.all(due.map(({ id }) => deliver(context, handler, id)));
  return delivered.filter(Boolean).length;
}

async function deliver(context: VaultContext, handler: EventHandler, id: string): Promise<boolean> {
  const owner = contextId(context);
  const row = await context.store.write((database) => leaseEvent(context, database, id, owner));
  if (row === undefined) return false;
  await context.onKillPoint('before-delivery');
  try {
    await handler(JSON.parse(row.payload) as VaultEvent);
  } catch {
    await context.store.write((database) => postpone(context, database, row, owner));
    return false;
  }
  await context.onKillPoint('after-delivery');
  await context.store.write((database) => markDelivered(context, database, row));
  return true;
}

async function leaseEvent(
  context: VaultContext,
  database: Database,
  id: string,
  owner: string,
): Promise<OutboxRow | undefined> {
  const now = await readClock(context.store, database);
  const { numUpdatedRows } = await database
    .updateTable('outbox')
    .set({ lease_owner: owner, lease_until: now + deliveryLease })
    .where('id', '=', id)
    .where('state', '=', 'ready')
    .where((where) =>
      where.or([where('lease_owner', 'is', null), where('lease_owner', '=', owner), where('lease_until', '<=', now)]),
    )
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return undefined;
  return database.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirst();
}

async function postpone(
  context: VaultContext,
  database: Database,
  { id, attempts }: OutboxRow,
  owner: string,
): Promise<void> {
  const wait = Math.min(longest, shortest * 2 ** Math.min(attempts, 20)) * (0.75 + randomShare(context) / 2);
  await database
    .updateTable('outbox')
    .set({
      attempts: attempts + 1,
      due_at: Math.round(context.clock() + wait),
      lease_owner: null,
      lease_until: null,
    })
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .execute();
}

/** The next of the stream is ready. Whoever adds to the stream holds the same lock. */
async function markDelivered(context: VaultContext, database: Database, row: OutboxRow): Promise<void> {
  await lockStream(context, database, row);
  await database
    .updateTable('outbox')
    .set({ state: 'delivered', delivered_at: context.clock(), lease_owner: null, lease_until: null })
    .where('id', '=', row.id)
    .execute();
  await database
    .updateTable('outbox')
    .set({ state: 'ready', due_at: context.clock() })
    .where('app_id', '=', row.app_id)
    .where('auth_app_id', '=', row.auth_app_id)
    .where('sequence', '=', row.sequence + 1)
    .where('state', '=', 'waiting')
    .execute();
}

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
