export interface Order {
  /** `out_trade_no` at Alipay. */
  readonly id: string;
  /** The merchant's application, which is paid. */
  readonly authAppId: string;
  /** Yuan. */
  readonly amount: string;
  /** What the customer scans. */
  readonly qrCode: string;
  /** `trade_status` at Alipay. */
  readonly status: string;
}

/** A trade goes this way only. */
const progress = ['WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED'];

/** Orders by id. They are kept in memory here; a service keeps them in its database. */
export class Orders {
  readonly #orders = new Map<string, Order>();

  add(order: Order): void {
    this.#orders.set(order.id, order);
  }

  get(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  /** Applies a notification. Alipay may repeat it, and may deliver an older one later. */
  update(id: string, status: string, amount: string | undefined): void {
    const order = this.#orders.get(id);
    if (order === undefined || (amount !== undefined && amount !== order.amount)) {
      throw new Error(`no order ${id} with that amount`);
    }
    if (progress.indexOf(status) > progress.indexOf(order.status)) this.#orders.set(id, { ...order, status });
  }
}
