import { existsSync, readFileSync } from 'node:fs';
import { keyOf } from './merchants.mjs';

/**
 * Reads what the receivers of events wrote down, over all nodes and all their lives, and checks what is promised: one
 * event per change, each at least once, in order per authorization, the same in every delivery.
 */
export class EventCheck {
  #world;
  #read = 0;
  #byId = new Map();
  #streams = new Map();

  constructor(world) {
    this.#world = world;
  }

  get size() {
    return this.#byId.size;
  }

  /** Takes in what is new. */
  async check() {
    const { findings } = this.#world;
    for (const { event } of this.#newLines()) {
      const before = findings.total;
      this.#take(event);
      if (findings.total > before) findings.tell(await this.#storyOf(event));
    }
    await this.#compareHeads();
  }

  /** What the events said about an authorization, and why. */
  async #storyOf({ appId, authAppId }) {
    if (authAppId === null) return [];
    const [node] = this.#world.nodes.ready();
    const { audit, pairs } = await node.conversation.ask('history', { appId, authAppId });
    return [...audit, ...pairs].map((entry) => `  ${JSON.stringify(entry)}`);
  }

  #newLines() {
    const { eventsFile } = this.#world.nodes;
    const text = existsSync(eventsFile) ? readFileSync(eventsFile, 'utf8') : '';
    const lines = text.slice(this.#read).split('\n').filter(Boolean);
    this.#read = text.length;
    // Processes of one machine share a clock that never jumps.
    return lines.map((line) => JSON.parse(line)).sort((a, b) => (BigInt(a.at) < BigInt(b.at) ? -1 : 1));
  }

  #take(event) {
    const content = JSON.stringify(event);
    const key = `${event.appId} ${event.authAppId}`;
    const stream = this.#streams.get(key) ?? { last: 0, changes: new Set(), grants: 0 };
    this.#streams.set(key, stream);
    const known = this.#byId.get(event.id);
    if (known !== undefined) {
      if (known !== content) this.#find('duplicateEvents', event, 'has come with two contents');
      if (event.sequence < stream.last) this.#find('misorderedEvents', event, 'came again after a later one');
      return;
    }
    this.#byId.set(event.id, content);
    if (event.sequence <= stream.last) this.#find('duplicateEvents', event, 'has a number that was taken');
    else if (event.sequence !== stream.last + 1) this.#find('misorderedEvents', event, `follows ${stream.last}`);
    stream.last = Math.max(stream.last, event.sequence);
    this.#checkChange(stream, event);
  }

  /** Two events with different ids must not tell of one change. */
  #checkChange(stream, event) {
    const { authAppId, type, generation, daysLeft, state } = event;
    if (authAppId === null) return;
    const change = `${type} ${generation} ${daysLeft}`;
    if (stream.changes.has(change)) this.#find('duplicateEvents', event, 'tells of a change that was told');
    stream.changes.add(change);
    if ((type === 'cancelled' || type === 'deactivated') && stream.state === type) {
      this.#find('duplicateEvents', event, 'follows one of its kind');
    }
    if (type === 'authorized' || type === 'reauthorized') stream.grants += 1;
    const consents = this.#world.merchants.get(event)?.consents ?? 0;
    if (stream.grants > consents) this.#find('duplicateEvents', event, `is more than ${consents} consents`);
    Object.assign(stream, { state, generation });
  }

  /** The last event of each authorization tells how it stands. */
  async #compareHeads() {
    const { nodes, merchants } = this.#world;
    const keys = merchants.all().map(({ appId, authAppId }) => ({ appId, authAppId }));
    const [node] = nodes.ready();
    for (const { authorization } of await node.conversation.ask('inspect', { keys })) {
      if (authorization === undefined) continue;
      const stream = this.#streams.get(keyOf(authorization));
      const told = stream?.state ?? 'cancelled';
      if (told === authorization.state) continue;
      const stands = `is told as ${told} and stands as ${authorization.state}`;
      this.#world.findings.add('misorderedEvents', `${keyOf(authorization)} ${stands}`);
    }
  }

  #find(kind, { id, type, sequence, appId, authAppId }, what) {
    this.#world.findings.add(kind, `${type} ${sequence} of ${authAppId ?? 'the application'} ${appId} (${id}) ${what}`);
  }
}
