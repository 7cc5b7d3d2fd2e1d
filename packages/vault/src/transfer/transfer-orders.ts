import { contextId, type VaultContext } from '../context/vault-context.js';
import { ticketKey } from '../orders/apply-order.js';
import { listOrders } from '../orders/list-orders.js';
import { insertMissing } from '../store/insert-missing.js';
import type { TransferOrder } from './transfer-record.js';

const page = 100;

/** Pages of the applications' orders. */
export async function* readOrders(context: VaultContext): AsyncGenerator<TransferOrder[], void, undefined> {
  for (const { appId } of context.applications.values()) {
    for await (const orders of listOrders(context, { appId, pageSize: page })) {
      const numbers = orders.map(({ orderId }) => orderId);
      const rows = await context.store.read((database) =>
        database
          .selectFrom('authorization')
          .select(['auth_app_id', 'order_id'])
          .where('app_id', '=', appId)
          .where('order_id', 'in', numbers)
          .execute(),
      );
      yield orders.map((order) => ({
        order,
        newestOf: rows.filter(({ order_id }) => order_id === order.orderId).map(({ auth_app_id }) => auth_app_id),
      }));
    }
  }
}

/** An order that the vault knows stays as it is; so does the newest order of an authorization. */
export async function importOrder(context: VaultContext, { order, newestOf }: TransferOrder): Promise<void> {
  const { appId, orderId, isvTicket, userId, authAppId, consumerAppId, receivedAt } = order;
  const { title, itemCode, specifications, totalPrice, periodDays, orderedAt } = order;
  const details = { title, itemCode, specifications, totalPrice, periodDays, orderedAt };
  const row = {
    id: contextId(context),
    app_id: appId,
    order_id: orderId,
    user_id: userId,
    auth_app_id: authAppId,
    consumer_app_id: consumerAppId,
    ticket_key: ticketKey(context, appId, isvTicket),
    received_at: receivedAt,
    ordered_at: orderedAt ?? receivedAt,
    isv_ticket: isvTicket,
    details: JSON.stringify(details),
  };
  await context.applications.use(appId, () =>
    context.store.write(async (database) => {
      await insertMissing(context.store, database, 'service_order', row);
      if (newestOf.length === 0) return;
      await database
        .updateTable('authorization')
        .set({ order_id: orderId, isv_ticket: isvTicket })
        .where('app_id', '=', appId)
        .where('auth_app_id', 'in', newestOf)
        .where('order_id', 'is', null)
        .execute();
    }),
  );
}
