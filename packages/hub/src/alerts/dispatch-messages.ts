import type { HubContext } from '../context/hub-context.js';
import type { HubDatabase } from '../store/hub-store.js';
import { randomShare } from '../webhooks/random-share.js';
import { holdsLease } from './alert-lease.js';
import type { AlertMessageRow } from './alert-table.js';
import { type Destination, destinationOf } from './channel-destination.js';
import type { ChannelKind, ChannelRow } from './channel-table.js';
import { reserveMessage, silenceUntil } from './message-pace.js';
import { type AlertNews, type AlertText, renderAlerts } from './render-alerts.js';
import type { AlertSender } from './send-alert.js';
import { sendFor, sendPause } from './send-pause.js';
import type { SentAlert } from './sent-alert.js';

/** Alerts that one message is about at most; what does not fit into its text is counted. */
const mostAlerts = 500;

export type SendObserver = (channel: ChannelRow, sent: SentAlert) => void;

/**
 * Sends what is due: to each channel one message about everything. Of the channels of one robot, the one that has sent nothing for
 * the longest is first; the others wait for their turn. A node that lost its lease sends nothing.
 */
export async function dispatchMessages(context: HubContext, sender: AlertSender, onSent: SendObserver): Promise<void> {
  const now = context.clock();
  const channels = await context.store.read((database) =>
    database
      .selectFrom('hub_alert_channel')
      .selectAll()
      .where('state', '=', 'enabled')
      .where('next_at', '<=', now)
      .where('id', 'in', (nested) =>
        nested
          .selectFrom('hub_alert_message')
          .select('channel_id')
          .where('hub_alert_message.state', '=', 'pending')
          .where('due_at', '<=', now),
      )
      .execute(),
  );
  const first = new Map<string, Dispatch>();
  for (const channel of channels.toSorted((a, b) => (a.sent_at ?? 0) - (b.sent_at ?? 0))) {
    const destination = destinationOf(context, channel);
    if (!first.has(destination.paceId)) first.set(destination.paceId, { channel, destination, sender, onSent });
  }
  await Promise.all([...first.values()].map((each) => dispatch(context, each)));
}

interface Dispatch {
  readonly channel: ChannelRow;
  readonly destination: Destination;
  readonly sender: AlertSender;
  readonly onSent: SendObserver;
}

async function dispatch(context: HubContext, { channel, destination, sender, onSent }: Dispatch): Promise<void> {
  const { store } = context;
  const { kind } = channel;
  const { paceId } = destination;
  const at = context.clock();
  const messages = await store.write(async (database) => {
    if (!(await holdsLease(context, database))) return [];
    if ((await reserveMessage(context, database, { kind, paceId, at })) !== undefined) return [];
    return readPending(database, channel);
  });
  if (messages.length === 0) return;
  const news = messages.map(({ change, ...alert }): AlertNews => ({ change, alert }));
  const text = renderAlerts(kind, channel.language, news);
  const sent = await sendTo({ kind, destination, sender, text, at });
  if (sent.failure !== undefined) {
    const { id: channelId } = channel;
    context.log.error({ channelId, kind, failure: sent.failure, code: sent.code }, 'an alert channel took no message');
  }
  await store.write(async (database) => {
    await finishMessages(context, database, messages, sent);
    await finishChannel(context, database, { channel, paceId, sent });
  });
  onSent(channel, sent);
}

function readPending(database: HubDatabase, { id }: ChannelRow) {
  return database
    .selectFrom('hub_alert_message as message')
    .innerJoin('hub_alert as alert', 'alert.id', 'message.alert_id')
    .select(['message.id', 'message.change', 'message.created_at'])
    .select(['alert.kind', 'alert.severity', 'alert.details', 'alert.opened_at'])
    .where('message.state', '=', 'pending')
    .where('message.channel_id', '=', id)
    .orderBy('message.created_at')
    .orderBy('message.id')
    .limit(mostAlerts)
    .execute();
}

/** Sends one text. A target that does not open is a failure like any other. */
export async function sendTo({ kind, destination: { target }, sender, text, at }: AlertMessage): Promise<SentAlert> {
  if (target === undefined) return { failure: 'target-unreadable', code: null };
  return sender.send(kind, target, text, at);
}

interface AlertMessage extends Pick<Dispatch, 'destination' | 'sender'> {
  readonly kind: ChannelKind;
  readonly text: AlertText;
  /** Its time: when it was reserved, so that the distance between two messages is the same wherever it is looked at. */
  readonly at: number;
}

async function finishMessages(
  { clock }: HubContext,
  database: HubDatabase,
  messages: readonly Pick<AlertMessageRow, 'id' | 'created_at'>[],
  sent: SentAlert,
): Promise<void> {
  const now = clock();
  const failure = sent.failure ?? null;
  const isOver = ({ created_at }: Pick<AlertMessageRow, 'created_at'>) => now - created_at >= sendFor;
  const given = failure === null ? [] : messages.filter(isOver);
  const rest = messages.filter((message) => !given.includes(message));
  const update = async (ids: readonly string[], state: AlertMessageRow['state']) => {
    if (ids.length === 0) return;
    await database
      .updateTable('hub_alert_message')
      .set((set) => ({ state, failure, attempts: set('attempts', '+', 1), ended_at: state === 'pending' ? null : now }))
      .where('id', 'in', [...ids])
      .execute();
  };
  await update(
    rest.map(({ id }) => id),
    failure === null ? 'sent' : 'pending',
  );
  await update(
    given.map(({ id }) => id),
    'failed',
  );
}

interface FinishedSend {
  readonly channel: ChannelRow;
  readonly paceId: string;
  readonly sent: SentAlert;
}

/** After a failure the whole channel waits: its next message would fail as well. */
export async function finishChannel(
  context: HubContext,
  database: HubDatabase,
  { channel, paceId, sent: { failure, code } }: FinishedSend,
): Promise<void> {
  const { id, failing_since } = channel;
  const update = database.updateTable('hub_alert_channel').where('id', '=', id);
  const now = context.clock();
  if (failure === undefined) {
    const none = { failures: 0, failing_since: null, last_failure: null, last_code: null };
    await update.set({ ...none, sent_at: now }).execute();
    return;
  }
  const failures = channel.failures + 1;
  const next = now + sendPause(failures, randomShare(context), failure);
  const last = { last_failure: failure, last_code: code };
  await update.set({ failures, failing_since: failing_since ?? now, ...last, next_at: next }).execute();
  if (failure === 'rate-limited') await silenceUntil(database, paceId, next);
}
