import type { Database } from '../store/engine.js';
import type { AuthorizationRow, OrderRow } from '../store/schema.js';

/**
 * Orders of the merchant go, unless they belong to another authorization of the same account, which then is the one that
 * they are matched with.
 *
 * @param account that of the merchant, if no other authorization has it
 */
export async function forgetOrders(
  database: Database,
  { app_id: appId, auth_app_id: authAppId }: AuthorizationRow,
  account: string | null,
): Promise<void> {
  const orders = await database
    .selectFrom('service_order')
    .selectAll()
    .where('app_id', '=', appId)
    .where((where) =>
      where.or([
        where('auth_app_id', '=', authAppId),
        where('consumer_app_id', '=', authAppId),
        ...(account === null ? [] : [where('user_id', '=', account)]),
      ]),
    )
    .execute();
  for (const order of orders) await forgetOrder(database, order, authAppId);
}

async function forgetOrder(database: Database, order: OrderRow, authAppId: string): Promise<void> {
  const other = await database
    .selectFrom('authorization')
    .select('auth_app_id')
    .where('app_id', '=', order.app_id)
    .where('order_id', '=', order.order_id)
    .where('auth_app_id', '!=', authAppId)
    .limit(1)
    .executeTakeFirst();
  if (other === undefined || order.consumer_app_id === authAppId) {
    await database.deleteFrom('service_order').where('id', '=', order.id).execute();
    return;
  }
  const query = database.updateTable('service_order').set({ auth_app_id: other.auth_app_id });
  await query.where('id', '=', order.id).execute();
}

/** The merchant's account, if the vault holds no other authorization of it. */
export async function accountToForget(
  database: Database,
  { app_id: appId, auth_app_id: authAppId, user_id: userId }: AuthorizationRow,
): Promise<string | null> {
  if (userId === null) return null;
  const other = await database
    .selectFrom('authorization')
    .select('auth_app_id')
    .where('app_id', '=', appId)
    .where('user_id', '=', userId)
    .where('auth_app_id', '!=', authAppId)
    .limit(1)
    .executeTakeFirst();
  return other === undefined ? userId : null;
}
