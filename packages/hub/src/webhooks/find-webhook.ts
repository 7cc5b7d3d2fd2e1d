import type { HubContext } from '../context/hub-context.js';
import type { ApiKey } from '../keys/api-key.js';
import { mayUse } from '../keys/api-key.js';
import { HubError } from '../problems/hub-error.js';
import type { WebhookRow } from './webhook-table.js';

/** Whether a key may see and change a receiver: one of all applications needs a key for all. */
export function mayManage(key: ApiKey | undefined, appId: string): boolean {
  if (key?.appIds === undefined) return key !== undefined;
  return appId !== '' && mayUse(key, appId);
}

/** @throws HubError when there is none, or it is of an application that the key is not for */
export async function findWebhook({ store }: HubContext, id: string, key: ApiKey | undefined): Promise<WebhookRow> {
  const row = await store.read((database) =>
    database.selectFrom('hub_webhook').selectAll().where('id', '=', id).executeTakeFirst(),
  );
  if (row === undefined) throw new HubError('not-found', 'there is no such receiver');
  if (mayManage(key, row.app_id)) return row;
  throw new HubError('application-not-permitted', 'the API key is not for the application of this receiver');
}
