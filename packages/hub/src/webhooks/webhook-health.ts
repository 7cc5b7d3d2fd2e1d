import type { HubContext } from '../context/hub-context.js';
import { newId } from '../context/new-id.js';
import type { NewEvent } from '../events/hub-event.js';
import type { HubDatabase } from '../store/hub-store.js';
import type { Attempted } from './attempted.js';
import { randomShare } from './random-share.js';
import { breakPause } from './retry-schedule.js';
import type { WebhookRow } from './webhook-table.js';

type Health = Pick<WebhookRow, 'failures' | 'failing_since' | 'paused_until'>;

/**
 * Counts the failures in a row of each receiver. One that fails again and again is paused: one attempt now and then finds out
 * whether it works again, and then everything that waits is due.
 *
 * @returns events about receivers that are paused, or work again
 */
export async function updateHealth(
  context: HubContext,
  database: HubDatabase,
  attempted: readonly Pick<Attempted, 'leased' | 'result' | 'at'>[],
): Promise<NewEvent[]> {
  const events: NewEvent[] = [];
  for (const id of [...new Set(attempted.map(({ leased }) => leased.webhook.id))].sort()) {
    const query = database.selectFrom('hub_webhook').selectAll().where('id', '=', id);
    const row = await (context.store.locksRows ? query.forUpdate() : query).executeTakeFirst();
    if (row === undefined) continue;
    const own = attempted.filter(({ leased }) => leased.webhook.id === id);
    const health = own.reduce((before, one) => nextHealth(context, before, one), healthOf(row));
    if (JSON.stringify(health) === JSON.stringify(healthOf(row))) continue;
    await database.updateTable('hub_webhook').set(health).where('id', '=', id).execute();
    const wasPaused = row.paused_until !== null;
    const isPaused = health.paused_until !== null;
    if (wasPaused && !isPaused) await makeDue(context, database, id);
    if (wasPaused !== isPaused) events.push(changeEvent(context, row, isPaused));
  }
  return events;
}

const healthOf = ({ failures, failing_since, paused_until }: WebhookRow): Health => ({
  failures,
  failing_since,
  paused_until,
});

function nextHealth(
  context: HubContext,
  { failures: before, failing_since, paused_until }: Health,
  { result, at }: Pick<Attempted, 'result' | 'at'>,
): Health {
  if (result.failure === undefined) return { failures: 0, failing_since: null, paused_until: null };
  const failures = before + 1;
  const beyond = failures - context.settings.webhooks.pauseAfter;
  const pausedUntil = context.clock() + breakPause(beyond, randomShare(context));
  return { failures, failing_since: failing_since ?? at, paused_until: beyond < 0 ? paused_until : pausedUntil };
}

async function makeDue({ clock }: HubContext, database: HubDatabase, id: string): Promise<void> {
  await database
    .updateTable('hub_webhook_stream')
    .set({ due_at: clock() })
    .where('webhook_id', '=', id)
    .where('state', '=', 'pending')
    .where('due_at', '>', clock())
    .execute();
}

function changeEvent(context: HubContext, row: WebhookRow, isPaused: boolean): NewEvent {
  const { id: webhookId, failures, failing_since: failingSince } = row;
  if (isPaused) context.log.error({ webhookId }, 'a receiver of webhooks fails again and again, and is paused');
  else context.log.info({ webhookId }, 'a receiver of webhooks works again');
  return {
    id: newId('event', context),
    type: isPaused ? 'webhook.paused' : 'webhook.resumed',
    appId: row.app_id === '' ? null : row.app_id,
    authAppId: null,
    reference: row.reference,
    at: context.clock(),
    data: { webhookId, failures, failingSince },
    receiver: { except: webhookId },
  };
}
