import type { ServiceOrderNotification } from '@lingpai/alipay';
import { contextId, type VaultContext } from '../context/vault-context.js';
import { lockApplication } from '../events/append-application-event.js';
import { markDone } from '../inbox/close-entry.js';
import { lockEntry } from '../inbox/lock-entry.js';
import { insertMissing } from '../store/insert-missing.js';
import type { InboxRow, OrderRow } from '../store/schema.js';
import { matchOrder } from './match-order.js';
import type { OrderDetails } from './service-order.js';

/** What can be looked for: printable ASCII, as long as the columns. */
const keyPattern = /^[\x21-\x7e]{1,64}$/;

/** @returns `undefined` for what cannot be an id */
export function keyOf(text: string | undefined): string | null {
  return text !== undefined && keyPattern.test(text) ? text : null;
}

/** Stores an order of the service market, and matches it with the authorization that followed from it, if that is known. */
export async function applyOrder(
  context: VaultContext,
  { id, app_id: appId }: InboxRow,
  notification: ServiceOrderNotification,
): Promise<void> {
  const row = orderRow(context, appId, notification);
  const stored = await context.store.write(async (database) => {
    const entry = await lockEntry(context, database, id);
    if (entry.state === 'done') return undefined;
    // A grant that is being stored looks for orders behind the same lock: it finds this one, or is found below.
    await lockApplication(context, database, appId);
    await insertMissing(context.store, database, 'service_order', row);
    const query = database.selectFrom('service_order').selectAll();
    return query.where('app_id', '=', appId).where('order_id', '=', row.order_id).executeTakeFirstOrThrow();
  });
  if (stored === undefined) return;
  await context.store.write(async (database) => {
    const entry = await lockEntry(context, database, id);
    if (entry.state !== 'done') await markDone(context, database, id, await matchOrder(context, database, stored));
  });
}

function orderRow(context: VaultContext, appId: string, notification: ServiceOrderNotification): OrderRow {
  const { title, itemCode, specifications, totalPrice, periodDays, orderedAt } = notification;
  const details: OrderDetails = {
    title: title ?? null,
    itemCode: itemCode ?? null,
    specifications: specifications ?? null,
    totalPrice: totalPrice ?? null,
    periodDays: periodDays ?? null,
    orderedAt: orderedAt ?? null,
  };
  const isvTicket = notification.isvTicket?.replaceAll('\0', '') || null;
  return {
    id: contextId(context),
    app_id: appId,
    order_id: notification.orderId,
    user_id: keyOf(notification.userId),
    auth_app_id: null,
    consumer_app_id: keyOf(notification.authAppId),
    ticket_key: ticketKey(context, appId, isvTicket),
    received_at: context.clock(),
    ordered_at: orderedAt ?? context.clock(),
    isv_ticket: isvTicket,
    details: JSON.stringify(details),
  };
}

/** Finds an order by its mark, however long that is. */
export function ticketKey(
  { secret }: Pick<VaultContext, 'secret'>,
  appId: string,
  isvTicket: string | null,
): string | null {
  return isvTicket === null ? null : secret.fingerprint(appId, `ticket ${isvTicket}`);
}
