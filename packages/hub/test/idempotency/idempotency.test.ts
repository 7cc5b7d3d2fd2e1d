import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());

const create = (key: string, name: string, node = world.node) =>
  node.request('POST', '/v1/keys', { body: { name, scopes: ['read'] }, headers: { 'idempotency-key': key } });

describe('Idempotency-Key', () => {
  it('a repetition gets the same response, and creates nothing', async () => {
    const first = await create('one', 'once');
    const second = await create('one', 'once');
    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    const { json } = await world.node.request('GET', '/v1/keys');
    expect(json.keys.filter(({ name }: { name: string }) => name === 'once')).toHaveLength(1);
  });

  it('another request with the same key is refused', async () => {
    await create('two', 'a');
    expect((await create('two', 'b')).json).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
  });

  it('of two at the same time on two nodes, one takes effect', async () => {
    const other = await world.startNode();
    const responses = await Promise.all([create('three', 'both'), create('three', 'both', other)]);
    const statuses = responses.map(({ status }) => status).sort();
    expect([
      [201, 201],
      [201, 409],
    ]).toContainEqual(statuses);
    const { json } = await world.node.request('GET', '/v1/keys');
    expect(json.keys.filter(({ name }: { name: string }) => name === 'both')).toHaveLength(1);
  });

  it('a response with a new key is sealed in the database', async () => {
    const { json } = await create('four', 'sealed');
    const dump = await world.dump();
    expect(dump).toContain('hub_idempotency');
    expect(dump).not.toContain(json.key);
  });

  it('a key that is no text of visible characters is refused', async () => {
    expect((await create('with a space', 'x')).json).toMatchObject({ status: 400, code: 'invalid-request' });
  });
});
