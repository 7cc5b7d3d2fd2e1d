import { createHash } from 'node:crypto';
import type { HubContext } from '../context/hub-context.js';
import { newId } from '../context/new-id.js';
import { lockEventHead } from '../events/append-events.js';
import type { NewEvent } from '../events/hub-event.js';
import { type HubDatabase, insertMissing } from '../store/hub-store.js';
import { emitEvents } from '../webhooks/emit-events.js';
import { alertKinds, type Condition, type Severity } from './alert-kind.js';
import type { AlertChange, AlertRow } from './alert-table.js';

/** What changes about alerts in one transaction. */
export type AlertEffect =
  | { readonly open: Condition; readonly node?: string; readonly eventId?: string; readonly at?: number }
  | { readonly resolve: Pick<AlertRow, 'open_key'> }
  | { readonly repeat: Pick<AlertRow, 'id'> };

const hash = (...parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

export const openKeyOf = ({ kind, subject }: Pick<Condition, 'kind' | 'subject'>): string => hash(kind, subject);

/**
 * Opens, repeats and resolves alerts, queues a message for each channel that wants it, and records an event for webhooks. An
 * alert that is open already is not opened again.
 *
 * @param more what else the transaction does
 */
export async function changeAlerts(
  context: HubContext,
  effects: readonly AlertEffect[],
  more: (database: HubDatabase) => Promise<void> = async () => undefined,
): Promise<void> {
  const { store } = context;
  await store.write(async (database) => {
    const position = await lockEventHead(store, database);
    const events: NewEvent[] = [];
    for (const effect of effects) {
      const changed = await apply(context, database, effect);
      if (changed === undefined) continue;
      await queueMessages(context, database, changed);
      if (changed.change !== 'repeated') events.push(eventOf(context, changed));
    }
    await more(database);
    if (events.length > 0) await emitEvents(context, database, events, position);
  });
  context.events.recorded.notify();
}

interface Changed {
  readonly row: AlertRow;
  readonly change: AlertChange;
}

async function apply(context: HubContext, database: HubDatabase, effect: AlertEffect): Promise<Changed | undefined> {
  if ('open' in effect) return open(context, database, effect);
  const now = context.clock();
  const find = database.selectFrom('hub_alert').selectAll().where('state', '=', 'open');
  if ('repeat' in effect) {
    const row = await find.where('id', '=', effect.repeat.id).executeTakeFirst();
    if (row === undefined) return undefined;
    await database.updateTable('hub_alert').set({ told_at: now }).where('id', '=', row.id).execute();
    return { row, change: 'repeated' };
  }
  const row = await find.where('open_key', '=', effect.resolve.open_key).executeTakeFirst();
  if (row === undefined) return undefined;
  const ended = { state: 'resolved', open_key: null, resolved_at: now } as const;
  await database.updateTable('hub_alert').set(ended).where('id', '=', row.id).execute();
  return { row: { ...row, ...ended }, change: 'resolved' };
}

async function open(
  context: HubContext,
  database: HubDatabase,
  { open: condition, node, eventId, at }: Extract<AlertEffect, { open: Condition }>,
): Promise<Changed | undefined> {
  const { kind, subject, appId = null, authAppId = null, reference = null, details } = condition;
  const { severity, lasts } = alertKinds[kind];
  const now = context.clock();
  const isMoment = lasts === 'moment';
  const row: AlertRow = {
    // An event opens one alert, however often it is read.
    id: eventId === undefined ? newId('alert', context) : `alert_${hash(kind, eventId).slice(0, 32)}`,
    open_key: isMoment ? null : openKeyOf(condition),
    kind,
    severity,
    subject,
    app_id: appId,
    auth_app_id: authAppId,
    reference,
    details: JSON.stringify(details),
    state: isMoment ? 'resolved' : 'open',
    node: node ?? null,
    opened_at: at ?? now,
    seen_at: now,
    told_at: now,
    resolved_at: isMoment ? now : null,
  };
  return (await insertMissing(context.store, database, 'hub_alert', row)) ? { row, change: 'opened' } : undefined;
}

async function queueMessages(context: HubContext, database: HubDatabase, { row, change }: Changed): Promise<void> {
  const wanted: readonly Severity[] = row.severity === 'critical' ? ['critical', 'warning'] : ['warning'];
  const channels = await database
    .selectFrom('hub_alert_channel')
    .select('id')
    .where('state', '=', 'enabled')
    .where('minimum_severity', 'in', [...wanted])
    .execute();
  const now = context.clock();
  const messages = channels.map(({ id: channel_id }) => ({
    id: newId('message', context),
    channel_id,
    alert_id: row.id,
    change,
    state: 'pending' as const,
    created_at: now,
    due_at: now,
    attempts: 0,
    ended_at: null,
    failure: null,
  }));
  if (messages.length > 0) await database.insertInto('hub_alert_message').values(messages).execute();
}

/** The receiver that an alert is about gets no event of it: it would feed its own queue. */
function eventOf(context: HubContext, { row, change }: Changed): NewEvent {
  const { id: alertId, kind, severity, subject, app_id: appId, auth_app_id: authAppId, reference } = row;
  const isReceiver = kind === 'webhook-dead' || kind === 'webhook-paused';
  return {
    id: newId('event', context),
    type: change === 'resolved' ? 'alert.resolved' : 'alert.opened',
    appId,
    authAppId,
    reference,
    at: context.clock(),
    data: { alertId, kind, severity, subject, details: JSON.parse(row.details) },
    ...(isReceiver ? { receiver: { except: subject } } : {}),
  };
}
