import { setTimeout as pause } from 'node:timers/promises';

const tokenPath = '/v3/alipay/open/auth/token/app';
const effects = ['drop-before', 'drop-after', 'delay', 'truncate', 'bad-signature', 'html'];
const notificationEffects = ['duplicate', 'delay', 'reorder', 'lose', 'bad-signature'];

/** Faults of the network, of Alipay and of the database, now and then. */
export class Trouble {
  #world;
  #random;
  #stopped = false;
  #running;
  counts = {};

  constructor(world, random) {
    this.#world = world;
    this.#random = random;
  }

  start() {
    this.#running = this.#run();
  }

  async stop() {
    this.#stopped = true;
    await this.#running;
  }

  async #run() {
    while (!this.#stopped) {
      await pause(this.#random.between(60, 400));
      const kind = this.#random.weighted({ response: 6, notification: 4, database: 2 });
      if (kind === 'response') await this.#disturbResponse();
      else if (kind === 'notification') await this.#disturbNotification();
      else await this.#disturbDatabase();
    }
  }

  async #disturbResponse() {
    const effect = this.#random.pick(effects);
    const grantType = this.#random.pick(['authorization_code', 'refresh_token']);
    const match = { path: tokenPath, grantType };
    const ms = effect === 'delay' ? { ms: this.#random.between(50, 1_000) } : {};
    await this.#world.alipay.ask('fault', { fault: { effect, match, times: this.#random.between(1, 2), ...ms } });
    this.#count(`response: ${effect}`);
  }

  async #disturbNotification() {
    const effect = this.#random.pick(notificationEffects);
    const seconds = effect === 'delay' ? { seconds: this.#random.between(1, 600) } : {};
    await this.#world.alipay.ask('notificationFault', {
      fault: { effect, times: this.#random.between(1, 2), ...seconds },
    });
    this.#count(`notification: ${effect}`);
  }

  async #disturbDatabase() {
    try {
      await this.#world.database.disturb(this.#random);
      this.#count(`database: ${this.#world.database.disturbance}`);
    } catch {
      // It was busy with something else.
    }
  }

  #count(name) {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
