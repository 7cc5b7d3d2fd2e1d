/** Everything that the local Alipay was asked and told, which itself forgets the oldest. */
export class AlipayRecord {
  #world;
  #lastRequest = 0;
  /** Requests that move money, in order. */
  calls = [];
  /** By id. */
  notifications = new Map();

  constructor(world) {
    this.#world = world;
  }

  /** Takes in what is new; often enough that nothing is forgotten meanwhile. */
  async update() {
    const { alipay, findings } = this.#world;
    const { first, last, calls, notifications } = await alipay.ask('record', { after: this.#lastRequest });
    if (first > this.#lastRequest + 1)
      findings.add('unexpected', 'the local Alipay has forgotten requests: not all are known');
    this.#lastRequest = last;
    this.calls.push(...calls);
    for (const one of notifications) this.notifications.set(one.id, one);
  }
}
