import { keyOf } from '../merchants.mjs';

/** Compares what a receiver was sent with the feed: everything, signed, in order per authorization, and always the same. */
export class WebhookCheck {
  #world;
  #path;
  #checked = 0;
  #positions = new Map();
  #byId = new Map();
  #last = new Map();
  #acceptedOnce = new Set();
  #acceptedLast = new Map();
  deliveries = 0;
  repeats = 0;

  /** @param path of the receiver */
  constructor(world, path) {
    this.#world = world;
    this.#path = path;
  }

  /** Every delivery has ended. */
  check() {
    const { reader, receiver, findings } = this.#world;
    for (const [position, { id }] of reader.events.entries()) this.#positions.set(id, position);
    const list = receiver.of(this.#path);
    for (const delivery of list.slice(this.#checked)) this.#take(delivery);
    this.#checked = list.length;
    for (const event of reader.events) {
      if (this.#isWanted(event) && !this.#acceptedOnce.has(event.id)) {
        findings.add('misorderedWebhooks', `${event.type} (${event.id}) was never delivered to ${this.#path}`);
      }
    }
  }

  /** What the receiver subscribed to; events about itself are not sent to it. */
  #isWanted({ type, appId }) {
    if (type.startsWith('webhook.')) return false;
    const [, second] = this.#world.applications;
    return this.#path === '/all' || (appId === second && ['authorization.rotated', 'trade.updated'].includes(type));
  }

  #take({ text, isGenuine, accepted, webhookId }) {
    const event = JSON.parse(text);
    const { id, type } = event;
    this.deliveries += 1;
    if (!isGenuine) this.#find(event, 'is not signed as it should be');
    if (webhookId !== id) this.#find(event, `has the other id ${webhookId} in its header`);
    const position = this.#positions.get(id);
    if (position === undefined) {
      if (!type.startsWith('webhook.')) this.#find(event, 'is not in the feed');
      return;
    }
    const known = this.#byId.get(id);
    if (known !== undefined) this.repeats += 1;
    if (known !== undefined && known !== text) this.#find(event, 'came with two contents');
    this.#byId.set(id, text);
    const key = keyOf({ appId: event.appId, authAppId: event.authAppId });
    const last = this.#last.get(key) ?? -1;
    if (position < last) this.#find(event, 'came after a later one');
    this.#last.set(key, Math.max(last, position));
    // One that was refused comes again before the next.
    const waiting = this.#acceptedLast.get(key);
    if (waiting !== undefined && waiting !== id && !this.#acceptedOnce.has(waiting)) {
      this.#find(event, `came before ${waiting} was accepted`);
    }
    this.#acceptedLast.set(key, id);
    if (accepted) this.#acceptedOnce.add(id);
  }

  #find({ id, type, authAppId }, what) {
    this.#world.findings.add('misorderedWebhooks', `${type} of ${authAppId} (${id}) at ${this.#path} ${what}`);
  }
}
