import { type ExpressionBuilder, sql } from 'kysely';
import type { HubContext } from '../context/hub-context.js';
import type { HubSchema } from '../store/hub-schema.js';
import type { DeliveryRow } from './delivery-table.js';
import { firstPending } from './first-pending.js';
import type { WebhookRow } from './webhook-table.js';

/** Milliseconds that a lease outlasts the time limit of an attempt. */
const leaseMargin = 30_000;
/** Receivers that are looked at in one turn. */
const mostReceivers = 64;

/** A delivery that this node may attempt, and nobody else. */
export interface LeasedDelivery {
  readonly leaseId: string;
  readonly streamId: string;
  readonly webhook: WebhookRow;
  readonly delivery: DeliveryRow;
  /** What the receiver gets; `null` when the event was erased. */
  readonly payload: string | null;
}

export interface LeaseRequest {
  /** At most so many deliveries. */
  readonly most: number;
  /** How many more a receiver may have under way on this node. */
  readonly freeOf: (webhookId: string) => number;
  /** Receivers with an id behind it come first, so that all have their turn. */
  readonly after: string;
}

export interface Leases {
  readonly deliveries: readonly LeasedDelivery[];
  /** `after` of the next turn; empty when it begins anew. */
  readonly after: string;
}

/** Leases the first delivery of streams that are due. */
export async function leaseDeliveries(context: HubContext, request: LeaseRequest): Promise<Leases> {
  const receivers = await readReceivers(context, request.after);
  const after = receivers.length === mostReceivers ? (receivers.at(-1)?.id ?? '') : '';
  const chosen = new Map<string, WebhookRow>();
  for (const webhook of receivers) {
    const most = Math.min(request.most - chosen.size, request.freeOf(webhook.id));
    if (most <= 0) continue;
    if (webhook.paused_until !== null && !(await beginProbe(context, webhook))) continue;
    for (const id of await readDue(context, webhook, webhook.paused_until === null ? most : 1)) chosen.set(id, webhook);
  }
  if (chosen.size === 0) return { deliveries: [], after };
  const leaseId = `${context.nodeId}-${context.random(8).toString('hex')}`;
  const leased = await lease(context, [...chosen.keys()], leaseId);
  const rows = await readFirst(context, leased);
  const deliveries = rows.flatMap(({ payload, ...delivery }) => {
    const webhook = chosen.get(delivery.stream_id);
    return webhook === undefined ? [] : [{ leaseId, streamId: delivery.stream_id, webhook, delivery, payload }];
  });
  const found = new Set(deliveries.map(({ streamId }) => streamId));
  await endEmpty(
    context,
    leased.filter((id) => !found.has(id)),
    leaseId,
  );
  return { deliveries, after };
}

/** Streams that are due, and that no node works on. */
const isDue =
  ({ store, clock }: HubContext) =>
  (where: ExpressionBuilder<HubSchema, 'hub_webhook_stream'>) =>
    where.and([
      where('hub_webhook_stream.state', '=', 'pending'),
      where('hub_webhook_stream.due_at', '<=', clock()),
      where.or([
        where('hub_webhook_stream.lease_until', 'is', null),
        where('hub_webhook_stream.lease_until', '<=', store.now),
      ]),
    ]);

function readReceivers(context: HubContext, after: string): Promise<WebhookRow[]> {
  const { store, clock } = context;
  return store.read((database) =>
    database
      .selectFrom('hub_webhook')
      .selectAll()
      .where('id', '>', after)
      .where('state', '=', 'enabled')
      .where((where) => where.or([where('paused_until', 'is', null), where('paused_until', '<=', clock())]))
      .where(({ exists }) =>
        exists(
          database
            .selectFrom('hub_webhook_stream')
            .select('hub_webhook_stream.id')
            .where('hub_webhook_stream.webhook_id', '=', sql.ref<string>('hub_webhook.id'))
            .where(isDue(context)),
        ),
      )
      .orderBy('id')
      .limit(mostReceivers)
      .execute(),
  );
}

async function readDue(context: HubContext, { id }: WebhookRow, limit: number): Promise<string[]> {
  const rows = await context.store.read((database) =>
    database
      .selectFrom('hub_webhook_stream')
      .select('id')
      .where('webhook_id', '=', id)
      .where(isDue(context))
      .orderBy('due_at')
      .limit(limit)
      .execute(),
  );
  return rows.map((row) => row.id);
}

/** One attempt, by one node, finds out whether a paused receiver works again. */
async function beginProbe({ store, clock, settings }: HubContext, { id, paused_until }: WebhookRow): Promise<boolean> {
  const { numUpdatedRows } = await store.write((database) =>
    database
      .updateTable('hub_webhook')
      .set({ paused_until: clock() + settings.webhooks.timeout + leaseMargin })
      .where('id', '=', id)
      .where('paused_until', '=', paused_until)
      .executeTakeFirst(),
  );
  return numUpdatedRows > 0n;
}

/** @returns the streams that are leased now */
function lease(context: HubContext, ids: readonly string[], leaseId: string): Promise<string[]> {
  const { store, settings } = context;
  return store.write(async (database) => {
    await database
      .updateTable('hub_webhook_stream')
      .set({
        lease_owner: leaseId,
        lease_until: sql<number>`${store.now} + ${settings.webhooks.timeout + leaseMargin}`,
      })
      .where('id', 'in', ids)
      .where(isDue(context))
      .execute();
    const rows = await database
      .selectFrom('hub_webhook_stream')
      .select('id')
      .where('id', 'in', ids)
      .where('lease_owner', '=', leaseId)
      .execute();
    return rows.map(({ id }) => id);
  });
}

/** The first pending delivery of each stream. */
async function readFirst(
  { store }: HubContext,
  streams: readonly string[],
): Promise<(DeliveryRow & { payload: string | null })[]> {
  if (streams.length === 0) return [];
  return store.read((database) =>
    firstPending(database, streams)
      .leftJoin('hub_event as event', 'event.id', 'delivery.event_id')
      .selectAll('delivery')
      .select('event.payload')
      .execute(),
  );
}

/** Nothing of them is pending any more: the merchant was forgotten. */
async function endEmpty({ store }: HubContext, streams: readonly string[], leaseId: string): Promise<void> {
  if (streams.length === 0) return;
  await store.write((database) =>
    database
      .updateTable('hub_webhook_stream')
      .set({ state: 'idle', lease_owner: null, lease_until: null })
      .where('id', 'in', streams)
      .where('lease_owner', '=', leaseId)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('hub_webhook_delivery')
              .select('hub_webhook_delivery.id')
              .whereRef('hub_webhook_delivery.stream_id', '=', 'hub_webhook_stream.id')
              .where('hub_webhook_delivery.state', '=', 'pending'),
          ),
        ),
      )
      .execute(),
  );
}

/** Gives a delivery back that was not attempted to its end. */
export async function releaseDelivery(
  { store }: HubContext,
  { streamId, leaseId }: Pick<LeasedDelivery, 'streamId' | 'leaseId'>,
): Promise<void> {
  await store.write((database) =>
    database
      .updateTable('hub_webhook_stream')
      .set({ lease_owner: null, lease_until: null })
      .where('id', '=', streamId)
      .where('lease_owner', '=', leaseId)
      .execute(),
  );
}
