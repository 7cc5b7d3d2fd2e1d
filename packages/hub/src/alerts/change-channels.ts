import type { HubContext } from '../context/hub-context.js';
import { newId } from '../context/new-id.js';
import type { ApiKey } from '../keys/api-key.js';
import { HubError } from '../problems/hub-error.js';
import type { HubDatabase } from '../store/hub-store.js';
import type { AddressPolicy } from '../webhooks/address-policy.js';
import { destinationOf } from './channel-destination.js';
import { type Channel, type ChannelChanges, channelOf, type NewChannel } from './channel-schema.js';
import type { ChannelRow } from './channel-table.js';
import { checkTarget, sealTarget } from './channel-target.js';
import { finishChannel, type SendObserver, sendTo } from './dispatch-messages.js';
import { reserveMessage } from './message-pace.js';
import { renderTest } from './render-alerts.js';
import type { AlertSender } from './send-alert.js';
import type { SentAlert } from './sent-alert.js';

/** What changing channels needs besides the context. */
export interface ChannelParts {
  readonly policy: AddressPolicy;
  readonly sender: AlertSender;
  readonly onSent: SendObserver;
}

/** @throws HubError */
export async function findChannel({ store }: HubContext, id: string): Promise<ChannelRow> {
  const row = await store.read((database) =>
    database.selectFrom('hub_alert_channel').selectAll().where('id', '=', id).executeTakeFirst(),
  );
  if (row === undefined) throw new HubError('not-found', 'there is no such alert channel');
  return row;
}

/** @throws HubError */
export async function createChannel(
  context: HubContext,
  { policy }: ChannelParts,
  { kind, name, language, minimumSeverity, robot, email }: NewChannel,
  by: ApiKey | undefined,
): Promise<Channel> {
  checkTarget(kind, { robot, email }, { policy, settings: context.settings });
  const [id, now] = [newId('channel', context), context.clock()];
  const row: ChannelRow = {
    id,
    kind,
    name,
    language,
    minimum_severity: minimumSeverity,
    state: 'enabled',
    ...sealTarget(context.vault, id, { robot, email }),
    failures: 0,
    failing_since: null,
    last_failure: null,
    last_code: null,
    sent_at: null,
    next_at: 0,
    created_at: now,
    updated_at: now,
    created_by: by?.id ?? null,
  };
  await context.store.write((database) => database.insertInto('hub_alert_channel').values(row).execute());
  await audit(context, 'alert-channel-created', row, by);
  return channelOf(row);
}

/** A new target begins without failures. @throws HubError */
export async function updateChannel(
  context: HubContext,
  { policy }: ChannelParts,
  row: ChannelRow,
  { changes, by }: { readonly changes: ChannelChanges; readonly by: ApiKey | undefined },
): Promise<Channel> {
  const { name, language, minimumSeverity, state, robot, email } = changes;
  const isNewTarget = robot !== undefined || email !== undefined;
  if (isNewTarget) checkTarget(row.kind, { robot, email }, { policy, settings: context.settings });
  const fresh = { failures: 0, failing_since: null, last_failure: null, last_code: null };
  const changed = {
    ...(name === undefined ? {} : { name }),
    ...(language === undefined ? {} : { language }),
    ...(minimumSeverity === undefined ? {} : { minimum_severity: minimumSeverity }),
    ...(state === undefined ? {} : { state }),
    ...(isNewTarget ? { ...sealTarget(context.vault, row.id, { robot, email }), ...fresh } : {}),
    updated_at: context.clock(),
  };
  await context.store.write(async (database) => {
    await database.updateTable('hub_alert_channel').set(changed).where('id', '=', row.id).execute();
    // What waited for a channel that was disabled is old news.
    if (state === 'disabled') await dropPending(database, row.id);
  });
  await audit(context, 'alert-channel-changed', row, by);
  return channelOf({ ...row, ...changed });
}

export async function deleteChannel(context: HubContext, row: ChannelRow, by: ApiKey | undefined): Promise<void> {
  await context.store.write(async (database) => {
    await database.deleteFrom('hub_alert_message').where('channel_id', '=', row.id).execute();
    await database.deleteFrom('hub_alert_channel').where('id', '=', row.id).execute();
  });
  await audit(context, 'alert-channel-deleted', row, by);
}

/** Sends a test now. @throws HubError `rate-limited` when the channel, or another of its robot, has just sent something */
export async function testChannel(
  context: HubContext,
  { sender, onSent }: ChannelParts,
  channel: ChannelRow,
): Promise<SentAlert> {
  const { kind, next_at } = channel;
  const destination = destinationOf(context, channel);
  const { paceId } = destination;
  const at = context.clock();
  const next =
    next_at > at
      ? next_at
      : await context.store.write((database) => reserveMessage(context, database, { kind, paceId, at }));
  if (next !== undefined) {
    const retryAfter = Math.max(1, Math.ceil((next - at) / 1_000));
    throw new HubError('rate-limited', 'the channel has to wait before its next message', { retryAfter });
  }
  const sent = await sendTo({ kind, destination, sender, text: renderTest(channel.language), at });
  await context.store.write((database) => finishChannel(context, database, { channel, paceId, sent }));
  onSent(channel, sent);
  return sent;
}

async function dropPending(database: HubDatabase, id: string): Promise<void> {
  const pending = database.deleteFrom('hub_alert_message').where('channel_id', '=', id).where('state', '=', 'pending');
  await pending.execute();
}

async function audit({ vault }: HubContext, kind: string, { id, kind: channel }: ChannelRow, by: ApiKey | undefined) {
  await vault.recordAudit({ kind, detail: { channelId: id, channel, by: by?.id } });
}
