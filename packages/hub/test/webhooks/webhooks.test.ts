import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';
import { isGenuine, localReceivers, TestReceiver } from '../support/test-receiver.js';
import { until } from '../support/until.js';

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start({ settings: { webhooks: localReceivers } });
});
afterAll(() => world[Symbol.asyncDispose]());

/** Adds a receiver. @returns its id and secret */
async function add(receiver: TestReceiver, more: object = {}): Promise<{ id: string; secret: string }> {
  const { status, json, text } = await world.node.request('POST', '/v1/webhooks', {
    body: { url: receiver.url, ...more },
  });
  if (status !== 201) throw new Error(text);
  return json;
}

describe('/v1/webhooks', () => {
  it('a receiver gets what happens, signed as Standard Webhooks says', async () => {
    await using receiver = await TestReceiver.start();
    const { id, secret } = await add(receiver);
    await world.grant('2021000000000101');
    await until('the webhook arrived', () => receiver.types.includes('authorization.authorized'));
    const [received] = receiver.received;
    if (received === undefined) throw new Error('nothing arrived');
    expect(isGenuine(secret, received)).toBe(true);
    expect(isGenuine(`whsec_${Buffer.alloc(32, 1).toString('base64')}`, received)).toBe(false);
    expect(isGenuine(secret, { ...received, text: received.text.replace('0101', '0102') })).toBe(false);
    expect(received.headers['webhook-id']).toBe(received.event.id);
    expect(received.event).toMatchObject({
      type: 'authorization.authorized',
      appId: world.appId,
      authAppId: '2021000000000101',
      data: { state: 'active' },
    });
    await until('it is in the log', async () => {
      const { json } = await world.node.request('GET', `/v1/webhooks/${id}/deliveries?state=delivered`);
      return json.deliveries.length > 0;
    });
    const { json } = await world.node.request('GET', `/v1/webhooks/${id}/deliveries?authAppId=2021000000000101`);
    expect(json.deliveries).toMatchObject([
      { type: 'authorization.authorized', attempts: 1, log: [{ status: 204, failure: null }], body: received.event },
    ]);
    await world.node.request('DELETE', `/v1/webhooks/${id}`);
  });

  it('two secrets sign while one is replaced, and then the new one alone', async () => {
    await using receiver = await TestReceiver.start();
    const { id, secret } = await add(receiver, { types: ['webhook.test'] });
    const { json: rotated } = await world.node.request('POST', `/v1/webhooks/${id}/rotate-secret`, {
      body: { overlap: 3_600 },
    });
    await world.node.request('POST', `/v1/webhooks/${id}/test`);
    await until('the first test arrived', () => receiver.received.length === 1);
    const [first] = receiver.received;
    expect([secret, rotated.secret].map((one) => first !== undefined && isGenuine(one, first))).toEqual([true, true]);
    await world.node.request('POST', `/v1/webhooks/${id}/rotate-secret`, { body: { overlap: 0 } });
    await world.node.request('POST', `/v1/webhooks/${id}/test`);
    await until('the second test arrived', () => receiver.received.length === 2);
    const second = receiver.received[1];
    expect([secret, rotated.secret].map((one) => second !== undefined && isGenuine(one, second))).toEqual([
      false,
      false,
    ]);
    await world.node.request('DELETE', `/v1/webhooks/${id}`);
  });

  it('shows a secret once, and changes what it is told to', async () => {
    await using receiver = await TestReceiver.start();
    const { id, secret } = await add(receiver, { name: 'billing', reference: 'shop-1' });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const listed = await world.node.request('GET', '/v1/webhooks');
    expect(listed.text).not.toContain(secret);
    expect(listed.json.webhooks).toMatchObject([{ id, name: 'billing', reference: 'shop-1', state: 'enabled' }]);
    const changed = await world.node.request('PATCH', `/v1/webhooks/${id}`, {
      body: { reference: null, types: ['trade.updated'], state: 'disabled' },
    });
    expect(changed.json).toMatchObject({ id, reference: null, types: ['trade.updated'], state: 'disabled' });
    expect((await world.node.request('DELETE', `/v1/webhooks/${id}`)).status).toBe(204);
    expect((await world.node.request('GET', `/v1/webhooks/${id}`)).status).toBe(404);
    expect(await world.dump()).not.toContain(secret);
  });

  it('a key for some applications manages the receivers of those', async () => {
    await using receiver = await TestReceiver.start();
    const everything = await add(receiver);
    const key = await world.createKey(['webhooks'], { appIds: [world.appId] });
    const request = (method: string, path: string, body?: object) =>
      world.node.request(method, path, { key, ...(body === undefined ? {} : { body }) });
    expect((await request('POST', '/v1/webhooks', { url: receiver.url })).json.code).toBe('application-not-permitted');
    expect((await request('GET', `/v1/webhooks/${everything.id}`)).json.code).toBe('application-not-permitted');
    const own = await request('POST', '/v1/webhooks', { url: receiver.url, appId: world.appId });
    expect((await request('GET', '/v1/webhooks')).json.webhooks).toMatchObject([{ id: own.json.id }]);
    for (const { id } of [everything, own.json]) await world.node.request('DELETE', `/v1/webhooks/${id}`);
  });
});
