import { expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

const spoofed = { 'x-forwarded-for': '10.1.2.3' };

it('an address that a caller names itself counts only behind a trusted proxy', async () => {
  await using world = await HubWorld.start();
  const key = await world.createKey(['read'], { ipRanges: ['10.0.0.0/8'] });
  const direct = await world.node.request('GET', '/v1/apps', { key, headers: spoofed });
  expect(direct.json).toMatchObject({ code: 'address-not-permitted' });
  const behindProxy = await world.startNode({ trustProxy: ['127.0.0.1'] });
  expect((await behindProxy.request('GET', '/v1/apps', { key, headers: spoofed })).status).toBe(200);
});

it('bounds bodies and headers, and takes no request id that could forge a line of the log', async () => {
  await using world = await HubWorld.start({ settings: { limits: { body: 8_192, header: 4_096, eventLoopDelay: 0 } } });
  const big = { name: 'x'.repeat(9_000), scopes: ['read'] };
  expect((await world.node.request('POST', '/v1/keys', { body: big })).json).toMatchObject({
    status: 413,
    code: 'body-too-large',
  });
  const headers = { 'x-padding': 'x'.repeat(8_000) };
  expect((await world.node.request('GET', '/v1/apps', { headers })).status).toBe(431);
  const forged = await world.node.request('GET', '/healthz', { headers: { 'x-request-id': 'a"} {"level":60' } });
  expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

it('a limit per key is a problem that says when to come again', async () => {
  await using world = await HubWorld.start({ settings: { rateLimit: { perKey: 5 } } });
  const key = await world.createKey(['read']);
  const statuses: number[] = [];
  for (let count = 0; count < 6; count += 1) {
    statuses.push((await world.node.request('GET', '/v1/apps', { key })).status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  const refused = await world.node.request('GET', '/v1/apps', { key });
  expect(refused.json).toMatchObject({ code: 'rate-limited' });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

it('requests that have no limit are not counted, and their responses name none', async () => {
  await using world = await HubWorld.start({ settings: { rateLimit: { perKey: 0, perAddress: 5 } } });
  const { status, headers } = await world.node.request('GET', '/v1/apps');
  expect(status).toBe(200);
  expect([...headers.keys()].filter((name) => name.startsWith('ratelimit'))).toEqual([]);
  const open = await world.node.request('GET', '/openapi.json', { key: null });
  expect(open.headers.get('ratelimit-limit')).toBe('5');
});
