import { userIdPattern } from '../consent/consent.js';
import { SandboxError } from '../sandbox-error.js';

/** A merchant orders the service at Alipay's service market: what `orderService` and `POST /sandbox/service-orders` take. */
export interface NewServiceOrder {
  /** The application whose service it is. */
  readonly appId: string;
  /** The merchant's account. */
  readonly userId: string;
  /** The mark that the service provider put into its service link, at most 256 characters. Default: none. */
  readonly isvTicket?: string;
  /** The name of the service. Default: `Sandbox service`. */
  readonly title?: string;
}

/** An order as its notification describes it. */
export interface ServiceOrder {
  readonly appId: string;
  readonly userId: string;
  readonly isvTicket: string;
  readonly title: string;
  /** `commodity_order_id`. An authorization that follows from the order names it as `out_biz_no`. */
  readonly orderNumber: string;
}

/** What `orderService` returns. */
export interface ServiceOrderResponse {
  readonly commodity_order_id: string;
}

/** @throws SandboxError naming the field that is wrong */
export function serviceOrder(
  { appId, userId, isvTicket = '', title = 'Sandbox service' }: NewServiceOrder,
  orderNumber: string,
): ServiceOrder {
  if (!userIdPattern.test(userId)) {
    throw new SandboxError('invalid', 'userId: expected 16 digits beginning with 2088');
  }
  if (isvTicket.length > 256) throw new SandboxError('invalid', 'isvTicket: expected at most 256 characters');
  if (title.trim() === '' || title.length > 100) {
    throw new SandboxError('invalid', 'title: expected 1 to 100 characters');
  }
  return Object.freeze({ appId, userId, isvTicket, title, orderNumber });
}
