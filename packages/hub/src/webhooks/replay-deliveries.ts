import type { HubContext } from '../context/hub-context.js';
import { lockEventHead } from '../events/append-events.js';
import type { EventRow } from '../events/event-table.js';
import type { HubDatabase } from '../store/hub-store.js';
import { queueDeliveries, wants } from './queue-deliveries.js';
import type { WebhookRow } from './webhook-table.js';

/** Events of one transaction. */
const batch = 200;

/** Which events a receiver gets once more. */
export type Replay = { readonly since: number } | { readonly state: 'dead' } | { readonly deliveryId: string };

export interface ReplayOptions {
  /** Only events behind this position. */
  readonly after: number;
  /** At most so many events are looked at. */
  readonly most: number;
  /** Counts them, and changes nothing. Default `false`. */
  readonly dryRun?: boolean | undefined;
}

export interface Replayed {
  readonly count: number;
  /** The position behind which to go on; `null` at the end. */
  readonly next: number | null;
}

type ReplayedEvent = Omit<EventRow, 'payload'>;

/**
 * Makes events due once more for a receiver, in their order, whatever became of them: also those that it missed while it was
 * disabled or did not exist.
 */
export async function replayDeliveries(
  context: HubContext,
  webhook: WebhookRow,
  replay: Replay,
  { after, most, dryRun = false }: ReplayOptions,
): Promise<Replayed> {
  let [count, position, looked] = [0, after, 0];
  while (looked < most) {
    const limit = Math.min(batch, most - looked);
    const events = await readEvents(context, webhook, replay, { after: position, limit });
    const wanted = 'since' in replay ? events.filter((event) => wants(webhook, event)) : events;
    if (!dryRun) await requeue(context, webhook, wanted);
    count += wanted.length;
    looked += events.length;
    position = events.at(-1)?.position ?? position;
    if (events.length < limit) return end(context, count, null);
  }
  return end(context, count, position);
}

function end({ events }: HubContext, count: number, next: number | null): Replayed {
  events.recorded.notify();
  return { count, next };
}

function readEvents(
  { store }: HubContext,
  { id }: WebhookRow,
  replay: Replay,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<ReplayedEvent[]> {
  const columns = ['id', 'position', 'type', 'app_id', 'auth_app_id', 'reference', 'at'] as const;
  return store.read((database) => {
    const query = database.selectFrom('hub_event').where('hub_event.position', '>', after);
    if ('since' in replay) {
      const since = query.select(columns).where('at', '>=', replay.since);
      return since.orderBy('position').limit(limit).execute();
    }
    const joined = query
      .innerJoin('hub_webhook_delivery as delivery', 'delivery.event_id', 'hub_event.id')
      .select(columns.map((name) => `hub_event.${name}` as const))
      .where('delivery.webhook_id', '=', id);
    const chosen =
      'state' in replay
        ? joined.where('delivery.state', '=', replay.state)
        : joined.where('delivery.id', '=', replay.deliveryId);
    return chosen.orderBy('hub_event.position').limit(limit).execute();
  });
}

async function requeue(context: HubContext, { id }: WebhookRow, events: readonly ReplayedEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { store, clock } = context;
  const addressed = events.map((event) => ({ webhookId: id, event }));
  await store.write(async (database) => {
    await lockEventHead(store, database);
    await queueDeliveries(context, database, addressed);
    await renew(database, id, events, clock());
  });
}

/** They begin anew, and so do their streams, at once: what they waited before is no lag of now. */
async function renew(
  database: HubDatabase,
  webhookId: string,
  events: readonly ReplayedEvent[],
  now: number,
): Promise<void> {
  const of = events.map(({ id }) => id);
  await database
    .updateTable('hub_webhook_delivery')
    .set({ state: 'pending', attempts: 0, first_attempt_at: null, ended_at: null, due_at: now, created_at: now })
    .where('webhook_id', '=', webhookId)
    .where('event_id', 'in', of)
    .execute();
  const rows = await database
    .selectFrom('hub_webhook_delivery')
    .select('stream_id')
    .distinct()
    .where('webhook_id', '=', webhookId)
    .where('event_id', 'in', of)
    .execute();
  const streams = rows.map(({ stream_id }) => stream_id);
  await database.updateTable('hub_webhook_stream').set({ due_at: now }).where('id', 'in', streams).execute();
}
