import { sql } from 'kysely';
import type { HubContext } from '../context/hub-context.js';
import { newId } from '../context/new-id.js';
import { lockEventHead } from '../events/append-events.js';
import type { NewEvent } from '../events/hub-event.js';
import type { HubDatabase } from '../store/hub-store.js';
import { addAttempt } from './attempt-log.js';
import type { Attempted } from './attempted.js';
import type { DeliveryRow } from './delivery-table.js';
import { emitEvents } from './emit-events.js';
import { firstPending } from './first-pending.js';
import { updateHealth } from './webhook-health.js';

/** Writes what became of attempts, and lets their streams go on. Attempts whose lease was lost count for nothing. */
export async function finishDeliveries(context: HubContext, attempted: readonly Attempted[]): Promise<void> {
  const { store } = context;
  const finished = await store.write(async (database) => {
    // In the order in which everyone locks: events, receivers, streams.
    const isAnyFailed = attempted.some(({ result }) => result.failure !== undefined);
    const wasAnyFailing = attempted.some(({ leased }) => leased.webhook.failures > 0);
    const position = isAnyFailed || wasAnyFailing ? await lockEventHead(store, database) : undefined;
    const events = position === undefined ? [] : await updateHealth(context, database, attempted);
    const held = await lockStreams(context, database, attempted);
    await updateDeliveries(database, held);
    await releaseStreams(database, held);
    events.push(...held.flatMap((one) => deadEvent(context, one)));
    if (position !== undefined && events.length > 0) await emitEvents(context, database, events, position);
    return held;
  });
  for (const { leased, result, at, duration } of finished) {
    const isDelivered = result.failure === undefined;
    const { app_id: appId, created_at: since } = leased.delivery;
    context.counts.add(appId, isDelivered ? 'webhooks-delivered' : 'webhooks-failed');
    if (isDelivered) context.counts.raise(appId, 'webhooks-lag', at + duration - since);
  }
}

/** @returns the attempts whose lease still holds */
async function lockStreams(
  { store }: HubContext,
  database: HubDatabase,
  attempted: readonly Attempted[],
): Promise<Attempted[]> {
  const ids = attempted.map(({ leased }) => leased.streamId);
  const query = database
    .selectFrom('hub_webhook_stream')
    .select(['id', 'lease_owner'])
    .where('id', 'in', ids)
    .orderBy('id');
  const rows = await (store.locksRows ? query.forUpdate() : query).execute();
  const owners = new Map(rows.map((row) => [row.id, row.lease_owner]));
  return attempted.filter(({ leased }) => owners.get(leased.streamId) === leased.leaseId);
}

/** One that was made due once more while its attempt was under way, or not stored yet, is another now. */
async function updateDeliveries(database: HubDatabase, attempted: readonly Attempted[]): Promise<void> {
  const delivered: Attempted[] = [];
  for (const one of attempted) {
    const { leased, outcome } = one;
    if (leased.payload === null) {
      await database.deleteFrom('hub_webhook_delivery').where('id', '=', leased.delivery.id).execute();
    } else if (outcome.state === 'delivered') delivered.push(one);
    else await updateFailed(database, one);
  }
  if (delivered.length > 0) await updateDelivered(database, delivered);
}

/** All in one statement, because almost every attempt ends here. */
async function updateDelivered(database: HubDatabase, delivered: readonly Attempted[]): Promise<void> {
  const idOf = ({ leased }: Attempted) => leased.delivery.id;
  // With the column at its end, each engine knows the type of what is in between.
  const each = <Value>(column: keyof DeliveryRow, read: (attempted: Attempted) => Value) => {
    const cases = delivered.map((one) => sql`when ${idOf(one)} then ${read(one)}`);
    return sql<Value>`case id ${sql.join(cases, sql` `)} else ${sql.ref(column)} end`;
  };
  await database
    .updateTable('hub_webhook_delivery')
    .set({
      state: 'delivered',
      attempts: sql<number>`attempts + 1`,
      first_attempt_at: each('first_attempt_at', ({ leased, at }) => leased.delivery.first_attempt_at ?? at),
      ended_at: each('ended_at', ({ at, duration }) => at + duration),
      attempt_log: each('attempt_log', attemptLog),
    })
    .where('id', 'in', delivered.map(idOf))
    .where('state', '=', 'pending')
    .where(
      'due_at',
      '=',
      each('due_at', ({ leased }) => leased.delivery.due_at),
    )
    .execute();
}

async function updateFailed(database: HubDatabase, attempted: Attempted): Promise<void> {
  const { leased, at, duration, outcome } = attempted;
  const { delivery } = leased;
  await database
    .updateTable('hub_webhook_delivery')
    .set({
      state: outcome.state,
      attempts: delivery.attempts + 1,
      first_attempt_at: delivery.first_attempt_at ?? at,
      due_at: outcome.state === 'pending' ? outcome.dueAt : delivery.due_at,
      ended_at: outcome.state === 'pending' ? null : at + duration,
      attempt_log: attemptLog(attempted),
    })
    .where('id', '=', delivery.id)
    .where('state', '=', 'pending')
    .where('due_at', '=', delivery.due_at)
    .execute();
}

function attemptLog({ leased, result: { status, failure }, at, duration }: Attempted): string {
  return addAttempt(leased.delivery.attempt_log, { at, duration, status, failure: failure ?? null });
}

/** Each stream goes on with its first pending delivery. */
async function releaseStreams(database: HubDatabase, attempted: readonly Attempted[]): Promise<void> {
  if (attempted.length === 0) return;
  const ids = attempted.map(({ leased }) => leased.streamId);
  const heads = await firstPending(database, ids).select(['delivery.stream_id', 'delivery.due_at']).execute();
  const pending = new Set(heads.map(({ stream_id }) => stream_id));
  const idle = ids.filter((id) => !pending.has(id));
  const free = { lease_owner: null, lease_until: null };
  if (idle.length > 0) {
    const query = database.updateTable('hub_webhook_stream').set({ state: 'idle', ...free });
    await query.where('id', 'in', idle).execute();
  }
  // What was queued together is due together.
  for (const due_at of new Set(heads.map((head) => head.due_at))) {
    const streams = heads.filter((head) => head.due_at === due_at).map(({ stream_id }) => stream_id);
    const query = database.updateTable('hub_webhook_stream').set({ due_at, ...free });
    await query.where('id', 'in', streams).execute();
  }
}

/** What is given up is an event of its own, except an event about webhooks: two broken receivers would feed each other. */
function deadEvent(context: HubContext, { leased, result, outcome, at }: Attempted): NewEvent[] {
  const { delivery, webhook, payload } = leased;
  if (outcome.state !== 'dead') return [];
  const { id: deliveryId, event_id: eventId, event_type: eventType, attempts } = delivery;
  context.log.error(
    { webhookId: webhook.id, deliveryId, eventId, eventType, failure: result.failure, status: result.status },
    'a webhook was given up after three days; it can be replayed',
  );
  if (eventType.startsWith('webhook.') || payload === null) return [];
  const { appId, authAppId, reference } = JSON.parse(payload);
  const { failure, status } = result;
  return [
    {
      id: newId('event', context),
      type: 'webhook.dead',
      appId,
      authAppId,
      reference,
      at,
      data: { webhookId: webhook.id, deliveryId, eventId, eventType, attempts: attempts + 1, failure, status },
      receiver: { except: webhook.id },
    },
  ];
}
