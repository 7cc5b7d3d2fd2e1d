import { unindexed } from '@lingpai/database';
import type { Database } from '../store/engine.js';
import type { InboxRow } from '../store/schema.js';
import { parseOutcome } from './close-entry.js';

/**
 * The merchant applications that notifications with a code have brought. With the code's entry locked, none is missed: a
 * notification that is applied later adds its own.
 */
export async function broughtByNotifications(
  database: Database,
  { app_id: appId, dedupe_key: codeKey }: Pick<InboxRow, 'app_id' | 'dedupe_key'>,
): Promise<string[]> {
  const notifications = await database
    .selectFrom('inbox')
    .select('outcome')
    .where('app_id', '=', appId)
    .where('code_key', '=', codeKey)
    .where('kind', '=', 'notification')
    .where((where) => where(unindexed(where, 'state'), '=', 'done'))
    .execute();
  return notifications.flatMap(({ outcome }) => parseOutcome(outcome));
}
