import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { type ServiceOrder, serviceOrderOf } from './service-order.js';

/** What `orders` takes; every member narrows the list. */
export interface OrderListOptions {
  /** All applications by default. */
  readonly appId?: string | undefined;
  /** Only those of these applications; not together with `appId`. */
  readonly appIds?: readonly string[] | undefined;
  /** Only those that were matched with this authorization first. */
  readonly authAppId?: string | undefined;
  /** Only those of this account of a merchant. */
  readonly userId?: string | undefined;
  /** Only those that were not matched with an authorization so far (`true`), or only those that were (`false`). */
  readonly unmatched?: boolean | undefined;
  /** Only what came after the order with this `id`: goes on where an earlier list ended. */
  readonly after?: string | undefined;
  /** How many at a time, 1 to 1,000; 100 by default. */
  readonly pageSize?: number | undefined;
}

/** Pages of orders, in the order in which they came. */
export async function* listOrders(
  context: VaultContext,
  options: OrderListOptions,
): AsyncGenerator<ServiceOrder[], void, undefined> {
  const { appId, authAppId, userId, unmatched, pageSize = 100 } = options;
  if (!Number.isSafeInteger(pageSize) || pageSize < 1 || pageSize > 1_000) {
    throw new TypeError('pageSize: expected a whole number, 1 to 1,000');
  }
  if (appId !== undefined && options.appIds !== undefined) throw new TypeError('appIds: expected it without appId');
  const given = appId === undefined ? options.appIds : [appId];
  for (const id of given ?? []) applicationOf(context, id);
  const appIds = given === undefined ? context.applications.ids() : ['', ...given];
  for (let after = options.after ?? ''; ; ) {
    const last = after;
    const rows = await context.store.read((database) => {
      let query = database.selectFrom('service_order').selectAll().where('id', '>', last);
      query = query.where('app_id', 'in', appIds);
      if (authAppId !== undefined) query = query.where('auth_app_id', '=', authAppId);
      if (userId !== undefined) query = query.where('user_id', '=', userId);
      if (unmatched !== undefined) query = query.where('auth_app_id', unmatched ? 'is' : 'is not', null);
      return query.orderBy('id').limit(pageSize).execute();
    });
    if (rows.length > 0) yield rows.map(serviceOrderOf);
    const end = rows.at(-1);
    if (end === undefined || rows.length < pageSize) return;
    after = end.id;
  }
}
