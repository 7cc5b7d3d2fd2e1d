import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import type { ApplicationRow } from './application-table.js';

/** @throws HubError when there is no such application */
export async function readApplication({ store }: HubContext, appId: string): Promise<ApplicationRow> {
  const row = await store.read((database) =>
    database.selectFrom('hub_application').selectAll().where('app_id', '=', appId).executeTakeFirst(),
  );
  if (row !== undefined) return row;
  throw new HubError('unknown-application', 'there is no such application', { members: { appId } });
}

/** Where merchants may be sent back to. */
export async function readReturnUrls(context: HubContext, appId: string): Promise<string[]> {
  return JSON.parse((await readApplication(context, appId)).return_urls);
}
