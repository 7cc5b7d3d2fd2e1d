import type { HubContext } from '../context/hub-context.js';
import type { ForgottenMerchant } from '../context/hub-module.js';
import type { HubDatabase } from '../store/hub-store.js';
import { eventIdsOf } from './change-links.js';
import { linkStates } from './link-table.js';

/** Erases the links of a merchant, with their events: those of its reference, and those on which it authorized. */
export async function forgetLinks(
  { store }: HubContext,
  { appId, authAppId, reference }: ForgottenMerchant,
): Promise<void> {
  await store.write(async (database) => {
    const rows = await database
      .selectFrom('hub_link')
      .select('id')
      .where('app_id', '=', appId)
      .where((where) =>
        where.or([
          where('auth_app_ids', 'like', `%"${authAppId.replaceAll(/[%_]/g, '_')}"%`),
          ...(reference === null ? [] : [where('reference', '=', reference)]),
        ]),
      )
      .execute();
    for (const { id } of rows) await eraseLink(database, id);
  });
}

async function eraseLink(database: HubDatabase, id: string): Promise<void> {
  const events = eventIdsOf(id, linkStates);
  await database.deleteFrom('hub_webhook_delivery').where('event_id', 'in', events).execute();
  await database.deleteFrom('hub_event').where('id', 'in', events).execute();
  await database.deleteFrom('hub_link').where('id', '=', id).execute();
}
