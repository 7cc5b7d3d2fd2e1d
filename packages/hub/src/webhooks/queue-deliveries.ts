import { createHash } from 'node:crypto';
import { newId } from '../context/new-id.js';
import type { EventRow } from '../events/event-table.js';
import type { EventContext, NewEvent } from '../events/hub-event.js';
import { type HubDatabase, insertAllMissing } from '../store/hub-store.js';
import type { DeliveryRow, StreamRow } from './delivery-table.js';
import type { WebhookRow } from './webhook-table.js';

/** Rows of one statement: each engine bounds its parameters. */
const chunk = 100;

/** What of a receiver decides whether it gets an event. */
export type Subscription = Pick<WebhookRow, 'id' | 'app_id' | 'reference' | 'types'>;

type RoutedEvent = Pick<EventRow, 'type' | 'app_id' | 'reference'>;

/** Whether a receiver wants an event. */
export function wants({ app_id, reference, types }: Subscription, event: RoutedEvent): boolean {
  if (app_id !== '' && app_id !== event.app_id) return false;
  if (reference !== null && reference !== event.reference) return false;
  return types === null || (JSON.parse(types) as string[]).includes(event.type);
}

/** An event for a receiver. */
export interface Addressed {
  readonly webhookId: string;
  readonly event: Omit<EventRow, 'payload'>;
}

export function streamIdOf(webhookId: string, { app_id, auth_app_id }: Pick<EventRow, 'app_id' | 'auth_app_id'>) {
  return createHash('sha256')
    .update(JSON.stringify([webhookId, app_id, auth_app_id]))
    .digest('hex');
}

/** Whom new events go to. */
export async function address(
  database: HubDatabase,
  added: readonly { readonly row: EventRow; readonly event: NewEvent }[],
): Promise<Addressed[]> {
  const subscriptions = await database
    .selectFrom('hub_webhook')
    .select(['id', 'app_id', 'reference', 'types'])
    .where('state', '=', 'enabled')
    .execute();
  return added.flatMap(({ row, event: { receiver } }) =>
    subscriptions
      .filter((one) => {
        if (receiver !== undefined && 'only' in receiver) return one.id === receiver.only;
        return wants(one, row) && one.id !== receiver?.except;
      })
      .map(({ id }) => ({ webhookId: id, event: row })),
  );
}

/** Writes a delivery for each, due at once, unless the receiver has one of that event. */
export async function queueDeliveries(
  context: EventContext,
  database: HubDatabase,
  addressed: readonly Addressed[],
): Promise<void> {
  if (addressed.length === 0) return;
  const now = context.clock();
  await openStreams(context, database, streamsOf(addressed, now), now);
  const rows = addressed.map(
    ({ webhookId, event }): DeliveryRow => ({
      id: newId('delivery', context),
      webhook_id: webhookId,
      stream_id: streamIdOf(webhookId, event),
      event_id: event.id,
      event_type: event.type,
      app_id: event.app_id,
      auth_app_id: event.auth_app_id,
      position: event.position,
      state: 'pending',
      attempts: 0,
      first_attempt_at: null,
      due_at: now,
      created_at: now,
      ended_at: null,
      attempt_log: null,
    }),
  );
  for (const some of chunks(rows)) {
    await insertAllMissing(context.store, database, 'hub_webhook_delivery', some);
  }
}

function streamsOf(addressed: readonly Addressed[], now: number): StreamRow[] {
  const streams = new Map<string, StreamRow>();
  for (const { webhookId, event } of addressed) {
    const id = streamIdOf(webhookId, event);
    streams.set(id, {
      id,
      webhook_id: webhookId,
      state: 'idle',
      due_at: now,
      lease_owner: null,
      lease_until: null,
    });
  }
  // In one order everywhere, so that transactions wait for each other rather than deadlock.
  return [...streams.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Takes the streams' locks: who ends a delivery sees what was added, or the other way round. */
async function openStreams(
  context: EventContext,
  database: HubDatabase,
  streams: readonly StreamRow[],
  now: number,
): Promise<void> {
  for (const some of chunks(streams)) {
    await insertAllMissing(context.store, database, 'hub_webhook_stream', some);
    await database
      .updateTable('hub_webhook_stream')
      // In this order: MySQL computes one after the other.
      .set((set) => ({
        due_at: set.case().when('state', '=', 'idle').then(now).else(set.ref('due_at')).end(),
        state: 'pending' as const,
      }))
      .where(
        'id',
        'in',
        some.map(({ id }) => id),
      )
      .execute();
  }
}

export function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += chunk) yield rows.slice(from, from + chunk);
}
