import { applyArrivals } from '../authorization/apply-arrivals.js';
import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import { lockAuthorizations } from '../store/lock-authorization.js';
import type { AuthorizationRow, OrderRow } from '../store/schema.js';
import { assignOrder } from './assign-order.js';

/** Authorizations that one order is matched with: a merchant can authorize several applications at once. */
const mostMatches = 100;

/**
 * Matches an order with the authorizations that are known: those whose grant names it, else that of the mini program it is
 * for, else the only one of the merchant's account.
 *
 * @returns the merchant applications
 */
export async function matchOrder(context: VaultContext, database: Database, order: OrderRow): Promise<string[]> {
  const { app_id: appId } = order;
  const found = await findAuthorizations(database, order);
  if (found.length === 0) return [];
  const rows = await lockAuthorizations(context, database, appId, found);
  const matched: string[] = [];
  for (const row of rows.values()) {
    if (!(await isNewest(database, row, order))) continue;
    await applyArrivals(context, database, { appId, authAppId: row.auth_app_id }, { cause: 'ordered', order });
    matched.push(row.auth_app_id);
  }
  const [first] = [...rows.keys()];
  if (first !== undefined) await assignOrder(database, order, first);
  return matched;
}

async function findAuthorizations(database: Database, order: OrderRow): Promise<string[]> {
  const rows = database.selectFrom('authorization').select('auth_app_id').where('app_id', '=', order.app_id);
  const named = await rows.where('out_biz_no', '=', order.order_id).limit(mostMatches).execute();
  if (named.length > 0) return named.map(({ auth_app_id }) => auth_app_id);
  if (order.consumer_app_id !== null) {
    const found = await rows.where('auth_app_id', '=', order.consumer_app_id).executeTakeFirst();
    return found === undefined ? [] : [found.auth_app_id];
  }
  if (order.user_id === null) return [];
  const own = await rows
    .where('user_id', '=', order.user_id)
    .where('state', 'not in', ['cancelled', 'deactivated'])
    .limit(2)
    .execute();
  return own.length === 1 ? own.map(({ auth_app_id }) => auth_app_id) : [];
}

/** Notifications overtake each other: an older order does not replace a newer one, unless the grant names it. */
async function isNewest(database: Database, row: AuthorizationRow, order: OrderRow): Promise<boolean> {
  if (row.order_id === null || row.out_biz_no === order.order_id) return true;
  const current = await database
    .selectFrom('service_order')
    .select('ordered_at')
    .where('app_id', '=', row.app_id)
    .where('order_id', '=', row.order_id)
    .executeTakeFirst();
  return current === undefined || current.ordered_at <= order.ordered_at;
}
