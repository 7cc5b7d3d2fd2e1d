import type { HubContext } from '../context/hub-context.js';
import type { ForgottenMerchant } from '../context/hub-module.js';
import type { HubDatabase } from '../store/hub-store.js';
import { streamIdOf } from './queue-deliveries.js';

/**
 * Erases every event about a merchant, and what was sent of it. Receivers for its reference stay: they are the operator's own
 * settings.
 */
export async function forgetMerchant(
  { store }: HubContext,
  { appId, authAppId, reference }: ForgottenMerchant,
): Promise<void> {
  await store.write(async (database) => {
    const receivers = await database
      .selectFrom('hub_webhook_delivery')
      .select('webhook_id')
      .distinct()
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .execute();
    const streams = receivers.map(({ webhook_id }) =>
      streamIdOf(webhook_id, { app_id: appId, auth_app_id: authAppId }),
    );
    const of = { app_id: appId, auth_app_id: authAppId };
    await database
      .deleteFrom('hub_webhook_delivery')
      .where((where) => where.and(of))
      .execute();
    await database
      .deleteFrom('hub_event')
      .where((where) => where.and(of))
      .execute();
    if (reference !== null) await forgetReference(database, reference);
    if (streams.length > 0) await database.deleteFrom('hub_webhook_stream').where('id', 'in', streams).execute();
  });
}

/** Events about receivers for the reference, which name it as well. */
async function forgetReference(database: HubDatabase, reference: string): Promise<void> {
  const rows = await database
    .selectFrom('hub_event')
    .select('id')
    .where('type', 'in', ['webhook.test', 'webhook.paused', 'webhook.resumed'])
    .where('reference', '=', reference)
    .execute();
  for (const { id } of rows) {
    await database.deleteFrom('hub_webhook_delivery').where('event_id', '=', id).execute();
    await database.deleteFrom('hub_event').where('id', '=', id).execute();
  }
}
