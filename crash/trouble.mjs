import { setTimeout as pause } from 'node:timers/promises';

const tokenPath = '/v3/alipay/open/auth/token/app';
const effects = ['drop-before', 'drop-after', 'delay', 'truncate', 'bad-signature', 'html'];
/** Seconds that a node's clock is wrong by: minutes, now and then hours; Alipay refuses what is signed with the latter. */
const wrongMinutes = [-90, 90];
const wrongHours = [-30, 30];
/** Milliseconds; the leases of the nodes last 1,500. */
const frozen = [200, 2_500];
const notificationEffects = ['duplicate', 'delay', 'reorder', 'lose', 'bad-signature'];

/** Faults of the network, of Alipay, of the database, of clocks and of processes, now and then. */
export class Trouble {
  #world;
  #random;
  #stopped = false;
  #running;
  #lasting = new Set();
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
    await Promise.all(this.#lasting);
  }

  async #run() {
    while (!this.#stopped) {
      await pause(this.#random.between(60, 400));
      const kind = this.#random.weighted({
        response: 6,
        notification: 4,
        database: 2,
        network: 2,
        clock: 2,
        freeze: 2,
      });
      if (kind === 'response') await this.#disturbResponse();
      else if (kind === 'notification') await this.#disturbNotification();
      else if (kind === 'network') this.#last(this.#disturbNetwork());
      else if (kind === 'clock') this.#last(this.#disturbClock());
      else if (kind === 'freeze') this.#last(this.#freeze());
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

  /** One way to a server is slow, or swallows everything. */
  async #disturbNetwork() {
    const [name, link] = this.#random.pick(Object.entries(this.#world.links));
    const holds = this.#random.chance(0.4);
    if (holds) link.hold();
    else link.slow(this.#random.between(20, 300));
    this.#count(`network to the ${name}: ${holds ? 'silent' : 'slow'}`);
    await pause(this.#random.between(200, 2_000));
    link.free();
  }

  /** One node's clock is wrong for a while, also that of a node which starts meanwhile. */
  async #disturbClock() {
    const { nodes } = this.#world;
    const index = this.#random.between(0, nodes.count - 1);
    const [least, most] = this.#random.chance(0.75) ? wrongMinutes : wrongHours.map((hours) => hours * 60);
    await nodes.setSkew(index, this.#random.between(least, most) * 60_000);
    this.#count('clock: wrong');
    await pause(this.#random.between(100, 900));
    await nodes.setSkew(index, 0);
  }

  /** A process stands still, also past its leases, and goes on. */
  async #freeze() {
    if (await this.#world.nodes.freeze(this.#random, this.#random.between(...frozen))) this.#count('process: frozen');
  }

  #last(running) {
    this.#lasting.add(running);
    running.finally(() => this.#lasting.delete(running));
  }

  #count(name) {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
