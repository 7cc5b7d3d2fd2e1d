import { expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

const merchant = '2021000000000071';

it('a request that was accepted before the hub stopped is served', async () => {
  await using world = await HubWorld.start();
  await world.grant(merchant);
  world.sandbox.injectFault({ effect: 'delay', ms: 1_000 });
  const calls = world.sandbox.requests().length;
  const rotating = world.node.request('POST', `/v1/apps/${world.appId}/authorizations/${merchant}/rotate`);
  await until('the call to Alipay is under way', () => world.sandbox.requests().length > calls);
  await world.node.hub.stop();
  const rotated = await rotating;
  expect(rotated.status).toBe(200);
  expect(rotated.json.generation).toBe(2);
  // A connection that is idle once its request is served does not hold the stop up until the time limit.
  expect(world.node.log.filter((line) => line.includes('did not end in time'))).toEqual([]);
  await expect(world.node.request('GET', '/healthz')).rejects.toThrow();
});

it('goes on with the trace of the caller, and with its request id', async () => {
  await using world = await HubWorld.start();
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, 'x-request-id': 'order-4711' };
  const { headers: response } = await world.node.request('GET', '/v1/apps', { headers });
  expect(response.get('traceparent')).toMatch(new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
  expect(response.get('x-request-id')).toBe('order-4711');
  await until('the line is in the log', () =>
    world.node.log.some((line) => {
      const entry = JSON.parse(line);
      return entry.requestId === 'order-4711' && entry.traceId === traceId && entry.route === '/v1/apps';
    }),
  );
});

it.each(['ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`])(
  'begins a trace of its own for a traceparent that is none: %s',
  async (traceparent) => {
    await using world = await HubWorld.start();
    const { headers } = await world.node.request('GET', '/healthz', { headers: { traceparent } });
    expect(headers.get('traceparent')).toMatch(/^00-(?!4bf9|0{32})[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  },
);
