import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, HubWorld, masterKey } from '../support/hub-world.js';
import { queryDatabase } from '../support/query-database.js';
import { until } from '../support/until.js';

let world: HubWorld;
let restricted: string;

beforeAll(async () => {
  world = await HubWorld.start();
  await world.grant('2021000000000011');
  restricted = await world.createKey(['read', 'manage'], { appIds: ['2021999999999999'] });
});
afterAll(() => world[Symbol.asyncDispose]());

describe('GET /v1/orders', () => {
  it('lists the orders that notifications brought, page by page', async () => {
    const ordered = ['ticket-1', 'ticket-2', 'ticket-3'];
    for (const isvTicket of ordered)
      world.sandbox.orderService({ appId: world.appId, userId: '2088000000000001', isvTicket });
    const all = () => world.node.request('GET', '/v1/orders');
    await until('the orders arrived', async () => (await all()).json.orders.length === 3);
    const first = await world.node.request('GET', `/v1/orders?appId=${world.appId}&limit=2`);
    const second = await world.node.request('GET', `/v1/orders?limit=2&cursor=${first.json.next}`);
    const tickets = [...first.json.orders, ...second.json.orders].map(({ isvTicket }) => isvTicket);
    expect(tickets.toSorted()).toEqual(ordered);
    expect(first.json.orders).toHaveLength(2);
    expect(second.json.next).toBeNull();
    expect((await world.node.request('GET', '/v1/orders', { key: restricted })).json.orders).toEqual([]);
  });
});

describe('GET /v1/quarantine', () => {
  it('lists what does not open', async () => {
    expect((await world.node.request('GET', '/v1/quarantine')).json).toEqual({ items: [] });
    await using other = await HubWorld.start();
    await other.grant('2021000000000011');
    const damage = sql`update ${sql.table('pair')} set sealed_token = ${Buffer.from('damaged')}`;
    await queryDatabase(other.database.url, damage);
    await other.node.request('GET', `/v1/apps/${other.appId}/authorizations/2021000000000011/token`);
    const { json } = await other.node.request('GET', '/v1/quarantine');
    expect(json.items).toMatchObject([{ kind: 'pair', appId: other.appId, authAppId: '2021000000000011' }]);
    const key = await other.createKey(['read'], { appIds: ['2021999999999999'] });
    expect((await other.node.request('GET', '/v1/quarantine', { key })).json).toEqual({ items: [] });
  });
});

describe('GET /v1/audit', () => {
  it('lists the chains of the hub, an application and an authorization, newest first', async () => {
    const hub = await world.node.request('GET', '/v1/audit?limit=1');
    expect(hub.json.links).toMatchObject([{ kind: 'api-key-created' }]);
    const before = await world.node.request('GET', `/v1/audit?limit=1&cursor=${hub.json.next}`);
    expect(before.json.links[0].sequence).toBe(hub.json.links[0].sequence - 1);
    const about = `/v1/audit?appId=${world.appId}&authAppId=2021000000000011`;
    await world.node.request('GET', `/v1/apps/${world.appId}/authorizations/2021000000000011/token?reason=look`);
    expect((await world.node.request('GET', about)).json.links[0]).toMatchObject({ kind: 'token-revealed' });
    expect((await world.node.request('GET', '/v1/audit?authAppId=2021000000000011')).status).toBe(400);
    expect((await world.node.request('GET', about, { key: restricted })).status).toBe(403);
    expect((await world.node.request('GET', '/v1/audit', { key: restricted })).status).toBe(403);
  });
});

describe('GET /v1/settings', () => {
  it('says what the node was started with, and no secret', async () => {
    const { json, text } = await world.node.request('GET', '/v1/settings');
    const settings = new Map(json.settings.map((setting: { name: string }) => [setting.name, setting]));
    expect(settings.get('retention.audit')).toMatchObject({ value: 730, variable: 'LINGPAI_RETENTION_AUDIT' });
    expect(settings.get('adminKey')).toMatchObject({ value: null, isSecret: true, isSet: true });
    for (const secret of [adminKey, masterKey, world.database.url]) expect(text).not.toContain(secret);
    expect((await world.node.request('GET', '/v1/settings', { key: restricted })).status).toBe(403);
  });
});
