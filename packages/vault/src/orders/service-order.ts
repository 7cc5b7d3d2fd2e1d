import type { OrderRow } from '../store/schema.js';

/** An order at Alipay's service market (订购通知), as its notification brought it. Times in milliseconds since 1970. */
export interface ServiceOrder {
  /** The vault's own, in the order of arrival; for `after` of `orders`. */
  readonly id: string;
  readonly appId: string;
  /** Alipay's number of the order (`commodity_order_id`). */
  readonly orderId: string;
  /** The mark that you put into your link to the service (`isv_ticket`): it tells which customer this is. */
  readonly isvTicket: string | null;
  /** The merchant's account (`merchant_pid`). */
  readonly userId: string | null;
  /** The authorization that it was matched with; the first one, if the merchant authorized several applications. */
  readonly authAppId: string | null;
  /** The mini program that the order is for, where it names one (`consumer_miniAppId`). */
  readonly consumerAppId: string | null;
  /** The name of the service. */
  readonly title: string | null;
  readonly itemCode: string | null;
  readonly specifications: string | null;
  /** Text in yuan with two decimals. */
  readonly totalPrice: string | null;
  /** Days for which the service is ordered. */
  readonly periodDays: string | null;
  readonly orderedAt: number | null;
  readonly receivedAt: number;
}

/** What was ordered: the members of an order that nothing is found by. */
export type OrderDetails = Pick<
  ServiceOrder,
  'title' | 'itemCode' | 'specifications' | 'totalPrice' | 'periodDays' | 'orderedAt'
>;

export function serviceOrderOf(row: OrderRow): ServiceOrder {
  return {
    id: row.id,
    appId: row.app_id,
    orderId: row.order_id,
    isvTicket: row.isv_ticket,
    userId: row.user_id,
    authAppId: row.auth_app_id,
    consumerAppId: row.consumer_app_id,
    ...(JSON.parse(row.details) as OrderDetails),
    receivedAt: row.received_at,
  };
}
