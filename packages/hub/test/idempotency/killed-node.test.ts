import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Vault } from '../../../vault/src/vault.js';
import { HubWorld } from '../support/hub-world.js';
import { queryDatabase } from '../support/query-database.js';
import type { HubResponse } from '../support/request-hub.js';
import { localReceivers } from '../support/test-receiver.js';

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start({ settings: { webhooks: localReceivers } });
});
afterAll(() => world[Symbol.asyncDispose]());

/** The request takes effect, and its response is not kept: what a node leaves that is killed in between. */
async function cutOff(path: string, body: object, key: string): Promise<HubResponse> {
  const { seal } = Vault.prototype;
  const spy = vi.spyOn(Vault.prototype, 'seal').mockImplementation(function (this: Vault, ...given) {
    if (given[1].table === 'hub_idempotency') throw new Error('the node is gone');
    return seal.apply(this, given);
  });
  try {
    return await post(path, body, key);
  } finally {
    spy.mockRestore();
  }
}

/** The same request once more, when the lease of the killed node has ended. */
async function repeat(path: string, body: object, key: string): Promise<HubResponse> {
  expect((await post(path, body, key)).json).toMatchObject({ status: 409, code: 'request-in-progress' });
  await queryDatabase(world.database.url, sql`update hub_idempotency set lease_until = 0 where lease_until > 0`);
  // Whenever that is.
  world.advance(61_000);
  return post(path, body, key);
}

const post = (path: string, body: object, key: string) =>
  world.node.request('POST', path, { body, headers: { 'idempotency-key': key } });
const list = async (path: string) => (await world.node.request('GET', path)).json;

/** Makes a request whose node is killed, and makes it again. @returns both responses */
async function twice(path: string, body: object, key: string): Promise<[HubResponse, HubResponse]> {
  const first = await cutOff(path, body, key);
  return [first, await repeat(path, body, key)];
}

describe('a request whose node was killed before it kept the response takes effect once', () => {
  it('one link, and one event of it', async () => {
    const [first, second] = await twice(`/v1/apps/${world.appId}/links`, { reference: 'shop-once' }, 'link');
    expect(second.status).toBe(201);
    expect(second.json).toEqual(first.json);
    expect((await list(`/v1/apps/${world.appId}/links?reference=shop-once`)).links).toHaveLength(1);
    expect((await list('/v1/events?reference=shop-once&type=link.created')).events).toHaveLength(1);
  });

  it('one API key', async () => {
    const [first, second] = await twice('/v1/keys', { name: 'once', scopes: ['read'] }, 'key');
    expect(second.json).toEqual(first.json);
    const { keys } = await list('/v1/keys');
    expect(keys.filter(({ name }: { name: string }) => name === 'once')).toHaveLength(1);
  });

  it('one receiver, and one rotation of its secret: the secret before goes on signing', async () => {
    const url = 'http://127.0.0.1:49152/webhooks';
    const [first, second] = await twice('/v1/webhooks', { url, name: 'once' }, 'webhook');
    expect(second.json).toEqual(first.json);
    const { webhooks } = await list('/v1/webhooks');
    expect(webhooks.filter(({ name }: { name: string }) => name === 'once')).toHaveLength(1);
    const [rotated, again] = await twice(`/v1/webhooks/${first.json.id}/rotate-secret`, { overlap: 3_600 }, 'rotate');
    expect(rotated.json.secret).not.toBe(first.json.secret);
    expect(again.json).toEqual(rotated.json);
  });

  it('one job', async () => {
    const body = { kind: 'link', appId: world.appId, references: ['shop-job'] };
    const [first, second] = await twice('/v1/jobs', body, 'job');
    expect([first.status, second.status, second.json.id]).toEqual([202, 202, first.json.id]);
    expect((await list('/v1/jobs')).jobs).toHaveLength(1);
  });

  it('one application, which another request cannot add again', async () => {
    const application = { ...world.newApplication(), appId: '2021000000000555' };
    const [first, second] = await twice('/v1/apps', application, 'application');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json).toEqual(first.json);
    expect((await post('/v1/apps', application, 'other')).json).toMatchObject({ code: 'application-exists' });
  });

  it('one return secret', async () => {
    const path = `/v1/apps/${world.appId}/return-secret`;
    const { json: before } = await post(path, {}, 'return-before');
    const [first, second] = await twice(path, { overlap: 3_600 }, 'return');
    expect(first.json.secret).not.toBe(before.secret);
    expect(second.json).toEqual(first.json);
  });

  it('one test event', async () => {
    const { json: webhook } = await post('/v1/webhooks', { url: 'http://127.0.0.1:49152/tests' }, 'tested');
    const [first, second] = await twice(`/v1/webhooks/${webhook.id}/test`, {}, 'test');
    expect(second.json).toEqual(first.json);
    expect((await list('/v1/events?type=webhook.test')).events).toHaveLength(1);
  });

  it('the same key does something new after 24 hours', async () => {
    const path = `/v1/apps/${world.appId}/links`;
    const { json: first } = await post(path, { reference: 'shop-again' }, 'again');
    await queryDatabase(world.database.url, sql`delete from hub_idempotency`);
    world.advance(1_000);
    const { json: second } = await post(path, { reference: 'shop-again' }, 'again');
    expect(second.id).not.toBe(first.id);
  });
});
