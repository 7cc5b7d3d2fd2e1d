import type { ForgottenMerchant } from '../context/hub-module.js';
import { type HubDatabase, type HubStore, insertAllMissing, insertMissing } from '../store/hub-store.js';
import { type RequestBatch, withoutMerchant } from './request-batch.js';

/** Batches of one transaction that erases. */
const erasedAtOnce = 50;

export async function insertBatch(
  store: Pick<HubStore, 'ignoreDuplicates'>,
  database: HubDatabase,
  { row, merchants }: RequestBatch,
): Promise<void> {
  await insertMissing(store, database, 'hub_request_batch', row);
  if (merchants.length > 0) await insertAllMissing(store, database, 'hub_request_merchant', merchants);
}

/** Erases requests about a merchant from some batches. @returns whether there may be more */
export async function eraseSome(
  store: Pick<HubStore, 'locksRows'>,
  database: HubDatabase,
  merchant: ForgottenMerchant,
): Promise<boolean> {
  const { appId, authAppId } = merchant;
  const found = await database
    .selectFrom('hub_request_merchant')
    .select('batch_id')
    .where('auth_app_id', '=', authAppId)
    .where('app_id', '=', appId)
    .orderBy('batch_id')
    .limit(erasedAtOnce)
    .execute();
  if (found.length === 0) return false;
  const ids = found.map(({ batch_id }) => batch_id);
  // In one order: another merchant may be forgotten at the same time.
  const query = database.selectFrom('hub_request_batch').select(['id', 'content']).where('id', 'in', ids).orderBy('id');
  for (const { id, content } of await (store.locksRows ? query.forUpdate() : query).execute()) {
    const rest = withoutMerchant({ content }, merchant);
    await (rest.requests === 0
      ? database.deleteFrom('hub_request_batch').where('id', '=', id)
      : database.updateTable('hub_request_batch').set(rest).where('id', '=', id)
    ).execute();
  }
  await database
    .deleteFrom('hub_request_merchant')
    .where('auth_app_id', '=', authAppId)
    .where('app_id', '=', appId)
    .where('batch_id', 'in', ids)
    .execute();
  return found.length === erasedAtOnce;
}
