/**
 * @typedef {object} Order
 * @property {string} id `out_trade_no` at Alipay
 * @property {string} authAppId the merchant's application, which is paid
 * @property {string} amount yuan
 * @property {string} qrCode what the customer scans
 * @property {string} status `trade_status` at Alipay
 */

/** A trade goes this way only. */
const progress = ['WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED'];

/** Orders by id. They are kept in memory here; a service keeps them in its database. */
export class Orders {
  /** @type {Map<string, Order>} */
  #orders = new Map();

  /** @param {Order} order */
  add(order) {
    this.#orders.set(order.id, order);
  }

  /** @param {string} id */
  get(id) {
    return this.#orders.get(id);
  }

  /**
   * Applies a notification. Alipay may repeat it, and may deliver an older one later.
   *
   * @param {string} id
   * @param {string} status
   * @param {string | undefined} amount
   */
  update(id, status, amount) {
    const order = this.#orders.get(id);
    if (order === undefined || (amount !== undefined && amount !== order.amount)) {
      throw new Error(`no order ${id} with that amount`);
    }
    if (progress.indexOf(status) > progress.indexOf(order.status)) order.status = status;
  }
}
