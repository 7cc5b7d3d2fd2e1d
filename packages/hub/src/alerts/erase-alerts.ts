import type { HubContext } from '../context/hub-context.js';
import type { ForgottenMerchant } from '../context/hub-module.js';
import type { HubDatabase } from '../store/hub-store.js';

const day = 86_400_000;
const batch = 200;

/** Erases alerts that ended long ago, with their messages. @returns whether there may be more */
export async function pruneAlerts({ store, clock, settings }: HubContext): Promise<boolean> {
  const { alerts: days } = settings.retention;
  if (days === 'forever') return false;
  const rows = await store.read((database) =>
    database
      .selectFrom('hub_alert')
      .select('id')
      .where('state', '=', 'resolved')
      .where('opened_at', '<', clock() - days * day)
      .where('resolved_at', '<', clock() - days * day)
      .limit(batch)
      .execute(),
  );
  const ids = rows.map(({ id }) => id);
  await store.write((database) => erase(database, ids));
  return ids.length === batch;
}

/** Erases the alerts about a merchant. */
export async function forgetAlerts({ store }: HubContext, { appId, authAppId }: ForgottenMerchant): Promise<void> {
  await store.write(async (database) => {
    const query = database.selectFrom('hub_alert').select('id').where('app_id', '=', appId);
    const rows = await query.where('auth_app_id', '=', authAppId).execute();
    await erase(
      database,
      rows.map(({ id }) => id),
    );
  });
}

async function erase(database: HubDatabase, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await database.deleteFrom('hub_alert_message').where('alert_id', 'in', ids).execute();
  await database.deleteFrom('hub_alert').where('id', 'in', ids).execute();
}
