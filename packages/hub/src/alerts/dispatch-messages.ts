import type { HubContext } from '../context/hub-context.js';
import type { HubDatabase } from '../store/hub-store.js';
import { randomShare } from '../webhooks/random-share.js';
import { holdsLease } from './alert-lease.js';
import type { AlertMessageRow } from './alert-table.js';
import type { ChannelRow } from './channel-table.js';
import { openTarget } from './channel-target.js';
import { type AlertNews, type AlertText, renderAlerts } from './render-alerts.js';
import type { AlertSender } from './send-alert.js';
import { messageGap, sendFor, sendPause } from './send-pause.js';
import type { SentAlert } from './sent-alert.js';

/** Alerts that one message is about at most; what does not fit into its text is counted. */
const mostAlerts = 500;

export type SendObserver = (channel: ChannelRow, sent: SentAlert) => void;

/** Sends what is due: to each channel one message about everything. A node that lost its lease sends nothing. */
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
  await Promise.all(channels.map((channel) => dispatch(context, { channel, sender, onSent })));
}

interface Dispatch {
  readonly channel: ChannelRow;
  readonly sender: AlertSender;
  readonly onSent: SendObserver;
}

async function dispatch(context: HubContext, { channel, sender, onSent }: Dispatch): Promise<void> {
  const { store } = context;
  const messages = await store.write(async (database) => {
    if (!(await holdsLease(context, database)) || !(await reserve(context, database, channel))) return [];
    return readPending(database, channel);
  });
  if (messages.length === 0) return;
  const news = messages.map(({ change, ...alert }): AlertNews => ({ change, alert }));
  const sent = await sendTo(context, { channel, sender, text: renderAlerts(channel.kind, channel.language, news) });
  if (sent.failure !== undefined) {
    const { id: channelId, kind } = channel;
    context.log.error({ channelId, kind, failure: sent.failure, code: sent.code }, 'an alert channel took no message');
  }
  await store.write(async (database) => {
    await finishMessages(context, database, messages, sent);
    await finishChannel(context, database, channel, sent);
  });
  onSent(channel, sent);
}

/** Keeps the distance between two messages of a channel, on every node and for tests, too. */
export async function reserve(context: HubContext, database: HubDatabase, channel: ChannelRow): Promise<boolean> {
  const now = context.clock();
  const { numUpdatedRows } = await database
    .updateTable('hub_alert_channel')
    .set({ next_at: now + messageGap[channel.kind] })
    .where('id', '=', channel.id)
    .where('next_at', '<=', now)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
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
export async function sendTo(
  { vault, clock, log }: HubContext,
  { channel, sender, text }: Omit<Dispatch, 'onSent'> & { readonly text: AlertText },
): Promise<SentAlert> {
  let target: ReturnType<typeof openTarget>;
  try {
    target = openTarget(vault, channel);
  } catch (err) {
    log.error({ err, channelId: channel.id }, 'the address of an alert channel does not open');
    return { failure: 'target-unreadable', code: null };
  }
  return sender.send(channel.kind, target, text, clock());
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

/** After a failure the whole channel waits: its next message would fail as well. */
export async function finishChannel(
  context: HubContext,
  database: HubDatabase,
  channel: ChannelRow,
  { failure, code }: SentAlert,
): Promise<void> {
  const now = context.clock();
  const failures = channel.failures + 1;
  const set =
    failure === undefined
      ? { failures: 0, failing_since: null, last_failure: null, last_code: null, sent_at: now }
      : {
          failures,
          failing_since: channel.failing_since ?? now,
          last_failure: failure,
          last_code: code,
          next_at: now + sendPause(failures, randomShare(context), failure),
        };
  await database.updateTable('hub_alert_channel').set(set).where('id', '=', channel.id).execute();
}
