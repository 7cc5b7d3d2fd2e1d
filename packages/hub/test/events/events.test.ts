import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventReader } from '../support/event-reader.js';
import { HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

const merchants = ['2021000000000121', '2021000000000122', '2021000000000123', '2021000000000124'] as const;

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start({ settings: { events: { heartbeat: 50, streams: 3 } } });
  // One after the other: events of different merchants have no order.
  for (const [index, merchant] of merchants.slice(0, 2).entries()) {
    await world.grant(merchant);
    await until('its event is recorded', async () => (await list('')).events.length === index + 1);
  }
});
afterAll(() => world[Symbol.asyncDispose]());

const list = async (query: string) => (await world.node.request('GET', `/v1/events${query}`)).json;

describe('/v1/events', () => {
  it('lists events by cursor, oldest or newest first, and goes on where it ended', async () => {
    const page = await list('?limit=1');
    expect(page).toMatchObject({ events: [{ type: 'authorization.authorized' }], hasMore: true });
    const rest = await list(`?cursor=${page.next}`);
    expect(rest).toMatchObject({ events: [{ authAppId: merchants[1] }], hasMore: false });
    expect(await list(`?cursor=${rest.next}`)).toEqual({ events: [], next: rest.next, hasMore: false });
    const newest = await list('?order=desc&limit=1');
    expect(newest.events).toEqual(rest.events);
    expect((await list(`?order=desc&cursor=${newest.next}`)).events).toEqual(page.events);
    expect((await list('?cursor=nothing')).detail).toContain('cursor: expected');
  });

  it('begins with the first event since an instant, as a list and as a stream', async () => {
    const { events } = await list('');
    const since = Date.parse(events[1].timestamp);
    const isSince = ({ timestamp }: { timestamp: string }) => Date.parse(timestamp) >= since;
    expect((await list(`?since=${since}`)).events).toEqual(events.filter(isSince));
    expect((await list(`?since=${Date.now() + 60_000}`)).events).toEqual([]);
    expect((await list(`?since=${since}&order=desc`)).detail).toBe('since: expected with the order asc only');
    const reader = await EventReader.open(world.node.address, { query: `?since=${since}` });
    await until('it arrived', () => reader.events.length === events.filter(isSince).length);
    reader.close();
  });

  it('narrows the list by application, authorization and type', async () => {
    expect((await list(`?appId=${world.appId}&authAppId=${merchants[0]}`)).events).toHaveLength(1);
    expect((await list('?type=authorization.authorized&type=trade.updated')).events).toHaveLength(2);
    expect((await list('?type=trade.updated')).events).toEqual([]);
    expect((await list('?type=trade.nothing')).status).toBe(400);
  });

  it('a key for other applications sees none of them', async () => {
    const key = await world.createKey(['read'], { appIds: ['2021000000009999'] });
    expect((await world.node.request('GET', '/v1/events', { key })).json.events).toEqual([]);
    const asked = await world.node.request('GET', `/v1/events?appId=${world.appId}`, { key });
    expect(asked.json.code).toBe('application-not-permitted');
    const reader = await EventReader.open(world.node.address, { key, query: `?cursor=${zero}` });
    await until('it lives', () => reader.heartbeats > 1);
    expect(reader.events).toEqual([]);
    reader.close();
  });

  it('streams events as they happen, and resumes behind the last one that a reader had', async () => {
    const reader = await EventReader.open(world.node.address);
    expect([reader.status, reader.contentType]).toEqual([200, 'text/event-stream; charset=utf-8']);
    await until('it lives', () => reader.heartbeats > 0);
    await world.grant(merchants[2]);
    await until('the event arrived', () => reader.events.length === 1);
    expect(reader.events[0]?.data).toMatchObject({ authAppId: merchants[2] });
    reader.close();
    await world.grant(merchants[3]);
    const lastEventId = reader.events[0]?.id ?? '';
    const resumed = await EventReader.open(world.node.address, { lastEventId });
    await until('what it missed arrived', () => resumed.events.length === 1);
    expect(resumed.events[0]?.data).toMatchObject({ authAppId: merchants[3] });
    resumed.close();
    const all = await EventReader.open(world.node.address, { query: `?cursor=${zero}` });
    await until('everything arrived', () => all.events.length === 4);
    expect(all.events.map(({ data }) => data.authAppId)).toEqual(merchants);
    all.close();
  });

  it('ends the stream of a key that is revoked, and refuses more streams than permitted', async () => {
    const { json } = await world.node.request('POST', '/v1/keys', { body: { name: 'reader', scopes: ['read'] } });
    const readers: EventReader[] = [];
    // The node may not have noticed yet that the streams before were closed.
    await until('three streams are open', async () => {
      const reader = await EventReader.open(world.node.address, { key: json.key });
      if (reader.status === 200) readers.push(reader);
      return readers.length === 3;
    });
    const refused = await world.node.request('GET', '/v1/events', { headers: { accept: 'text/event-stream' } });
    expect(refused.json.code).toBe('overloaded');
    await world.node.request('DELETE', `/v1/keys/${json.id}`);
    await until('they have ended', () => readers.every(({ isEnded }) => isEnded));
    const reader = await EventReader.open(world.node.address);
    expect(reader.status).toBe(200);
    reader.close();
  });

  it('shows what another node recorded, and ends its streams when a node stops', async () => {
    const other = await world.startNode();
    const reader = await EventReader.open(other.address);
    await until('it lives', () => reader.heartbeats > 0);
    await world.node.request('POST', `/v1/apps/${world.appId}/authorizations/${merchants[0]}/rotate`);
    await until('the event arrived', () => reader.types.includes('authorization.rotated'));
    await other.hub.stop();
    await until('the stream has ended', () => reader.isEnded);
  });
});

/** The cursor in front of the first event. */
const zero = Buffer.from('[0]').toString('base64url');
