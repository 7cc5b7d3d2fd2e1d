import type { PairArrival } from '../authorization/store-pairs.js';
import type { VaultContext } from '../context/vault-context.js';
import { shareApplication } from '../events/append-application-event.js';
import type { Database } from '../store/engine.js';
import type { AuthorizationRow, OrderRow } from '../store/schema.js';
import { assignOrder } from './assign-order.js';

/** A locked authorization, and the pairs that arrived for it. */
export interface ArrivedGrant {
  readonly row: AuthorizationRow;
  readonly pairs: readonly PairArrival[];
}

/** Orders of one account that are looked at. */
const mostOrders = 100;

/**
 * Finds the orders that grants which are being stored follow from: the order that a grant names, else the newest for its
 * mini program, else the only one of the merchant's account that was not matched before.
 *
 * @returns the orders by `auth_app_id`
 */
export async function findOrders(
  context: VaultContext,
  database: Database,
  appId: string,
  arrived: readonly ArrivedGrant[],
): Promise<ReadonlyMap<string, OrderRow>> {
  const found = new Map<string, OrderRow>();
  const grants = arrived.filter(({ pairs }) => pairs.some(startsGrant));
  if (grants.length === 0) return found;
  // An order that is being stored waits for this lock, or is seen.
  await shareApplication(context, database, appId);
  const orders = await readOrders(database, appId, grants);
  for (const grant of grants) {
    const order = pickOrder(grant, orders);
    if (order === undefined || order.order_id === grant.row.order_id) continue;
    found.set(grant.row.auth_app_id, order);
    if (order.auth_app_id !== null) continue;
    await assignOrder(database, order, grant.row.auth_app_id);
    order.auth_app_id = grant.row.auth_app_id;
  }
  return found;
}

const startsGrant = ({ rotatedFrom, source }: PairArrival) => rotatedFrom === undefined && source !== 'import';

const namedBy = ({ pairs }: ArrivedGrant): string[] =>
  pairs.flatMap(({ origin }) => (origin?.outBizNo == null ? [] : [origin.outBizNo]));

const accountsOf = ({ pairs }: ArrivedGrant): string[] =>
  pairs.flatMap(({ pair }) => (pair.userId === undefined ? [] : [pair.userId]));

async function readOrders(database: Database, appId: string, grants: readonly ArrivedGrant[]): Promise<OrderRow[]> {
  const orders = database.selectFrom('service_order').selectAll().where('app_id', '=', appId);
  const open = orders.where('auth_app_id', 'is', null).orderBy('id', 'desc').limit(mostOrders);
  const names = grants.flatMap(namedBy);
  const accounts = grants.flatMap(accountsOf);
  return [
    ...(names.length === 0 ? [] : await orders.where('order_id', 'in', names).execute()),
    ...(await open
      .where(
        'consumer_app_id',
        'in',
        grants.map(({ row }) => row.auth_app_id),
      )
      .execute()),
    ...(accounts.length === 0
      ? []
      : await open.where('user_id', 'in', accounts).where('consumer_app_id', 'is', null).execute()),
  ];
}

function pickOrder(grant: ArrivedGrant, orders: readonly OrderRow[]): OrderRow | undefined {
  const { row } = grant;
  const names = namedBy(grant);
  const named = orders.find(({ order_id }) => names.includes(order_id));
  if (named !== undefined) return named;
  const open = orders.filter(({ auth_app_id }) => auth_app_id === null);
  const own = open
    .filter(({ consumer_app_id }) => consumer_app_id === row.auth_app_id)
    .sort((a, b) => b.ordered_at - a.ordered_at);
  if (own[0] !== undefined) return own[0];
  if (row.order_id !== null) return undefined;
  const accounts = accountsOf(grant);
  const [first, second] = open.filter(
    ({ consumer_app_id, user_id }) => consumer_app_id === null && user_id !== null && accounts.includes(user_id),
  );
  return second === undefined ? first : undefined;
}
