import { keyOf } from '../merchants.mjs';

/** Checks the feed of events: one event per change, none missing, in order, the same for everyone who reads it. */
export class FeedCheck {
  #world;
  #checked = 0;
  #byId = new Map();
  #streams = new Map();
  #created = new Map();

  constructor(world) {
    this.#world = world;
  }

  get size() {
    return this.#byId.size;
  }

  has(id) {
    return this.#byId.has(id);
  }

  /** Whether the feed says that an authorization reached a generation. */
  hasGeneration({ appId, authAppId, generation }) {
    return this.#streams.get(keyOf({ appId, authAppId }))?.generations.has(generation) ?? false;
  }

  /** Takes in what the reader has read since, which has come to the end of the list. */
  async check() {
    const { reader, findings, database } = this.#world;
    for (const event of reader.events.slice(this.#checked)) this.#take(event);
    this.#checked = reader.events.length;
    await this.#compareWithList();
    const { quote } = database;
    const recorded = await database.query(`select id from ${quote}outbox${quote}`);
    for (const { id } of recorded) {
      if (!this.#byId.has(id)) findings.add('misorderedEvents', `the vault's event ${id} is not in the feed`);
    }
  }

  /** Who reads while events are recorded misses none of those that a later reader gets. */
  async #compareWithList() {
    const { reader, findings, ask } = this.#world;
    const listed = [];
    let cursor = '';
    for (;;) {
      const { json } = await ask('GET', `/v1/events?limit=200${cursor}`);
      listed.push(...json.events.map(({ id }) => id));
      if (!json.hasMore) break;
      cursor = `&cursor=${encodeURIComponent(json.next)}`;
    }
    const read = reader.events.map(({ id }) => id);
    const index = listed.findIndex((id, place) => read[place] !== id);
    if (index >= 0)
      findings.add('misorderedEvents', `a reader by cursor read ${read[index]} in place of ${listed[index]}`);
    if (read.length !== listed.length) {
      findings.add('misorderedEvents', `a reader by cursor read ${read.length} events of ${listed.length}`);
    }
  }

  #take(event) {
    if (this.#byId.has(event.id)) return this.#find('duplicateEvents', event, 'is in the feed twice');
    this.#byId.set(event.id, JSON.stringify(event));
    if (event.type === 'link.created') this.#takeLink(event);
    if (!event.type.startsWith('authorization.')) return;
    const key = keyOf(event);
    const stream = this.#streams.get(key) ?? { last: 0, changes: new Set(), generations: new Set(), grants: 0 };
    this.#streams.set(key, stream);
    const { sequence, generation, daysLeft, state } = event.data;
    if (sequence <= stream.last) this.#find('duplicateEvents', event, 'has a number that was taken');
    else if (sequence !== stream.last + 1) this.#find('misorderedEvents', event, `follows ${stream.last}`);
    const change = `${event.type} ${generation} ${daysLeft}`;
    if (stream.changes.has(change)) this.#find('duplicateEvents', event, 'tells of a change that was told');
    if (/\.(cancelled|deactivated)$/.test(event.type) && stream.state === state) {
      this.#find('duplicateEvents', event, 'follows one of its kind');
    }
    if (/\.(re)?authorized$/.test(event.type)) stream.grants += 1;
    const consents = this.#world.merchants.get(event)?.consents ?? 0;
    if (stream.grants > consents) this.#find('duplicateEvents', event, `is more than ${consents} consents`);
    stream.changes.add(change);
    stream.generations.add(generation);
    Object.assign(stream, { last: Math.max(stream.last, sequence), state });
  }

  /** Each request for a link has a reference of its own: there is one link with it. */
  #takeLink(event) {
    const { reference, data } = event;
    const known = this.#created.get(reference);
    if (known === undefined) this.#created.set(reference, data.linkId);
    else if (known !== data.linkId) {
      this.#world.findings.add(
        'repeatedRequests',
        `the request for ${reference} made two links: ${known}, ${data.linkId}`,
      );
    }
  }

  #find(kind, { id, type, appId, authAppId, data }, what) {
    this.#world.findings.add(kind, `${type} ${data.sequence ?? ''} of ${authAppId ?? appId} (${id}) ${what}`);
  }
}
