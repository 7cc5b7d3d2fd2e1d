import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

const merchant = '2021000000000011';
const query = '/v3/alipay/trade/query';
let world: HubWorld;

beforeAll(async () => {
  const limits = { eventLoopDelay: 0, concurrentProxyCalls: 1, proxyTimeout: 4_000 };
  world = await HubWorld.start({ settings: { limits } });
  await world.grant(merchant);
});
afterEach(() => world.sandbox.clearFaults());
afterAll(() => world[Symbol.asyncDispose]());

const send = (signal?: AbortSignal) =>
  fetch(`${world.node.address}/proxy/${world.appId}/${merchant}${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer lpk_${'a'.repeat(43)}`, 'content-type': 'application/json' },
    body: '{"out_trade_no":"x"}',
    ...(signal === undefined ? {} : { signal }),
  });
const sent = () => world.sandbox.requests().filter(({ pathAndQuery }) => pathAndQuery === query).length;

it('a call that takes too long is a problem, which says that Alipay may have acted', async () => {
  world.sandbox.injectFault({ effect: 'delay', ms: 60_000, match: { path: query } });
  const response = await send();
  expect(await response.json()).toMatchObject({ status: 504, code: 'timeout', outcome: 'unknown' });
});

it('calls beyond their number are refused before their bodies are read, and served when one has ended', async () => {
  world.sandbox.injectFault({ effect: 'delay', ms: 60_000, match: { path: query } });
  const before = sent();
  const first = send();
  await until('the first is under way', () => sent() > before);
  const second = await send();
  expect(await second.json()).toMatchObject({ status: 503, code: 'overloaded' });
  expect(second.headers.get('retry-after')).toBe('1');
  expect((await world.node.request('GET', '/v1/apps')).status).toBe(200);
  await first;
  expect((await send()).status).toBe(400);
});

it('a call whose caller has gone ends, and makes room', async () => {
  world.sandbox.injectFault({ effect: 'delay', ms: 60_000, match: { path: query } });
  const before = sent();
  const caller = new AbortController();
  const gone = send(caller.signal).catch(() => undefined);
  await until('the call is under way', () => sent() > before);
  caller.abort();
  await gone;
  await until('there is room', async () => (await send()).status === 400);
  await until('it is in the log of requests', async () => {
    const { json } = await world.node.request('GET', '/v1/requests');
    return json.requests.some(
      ({ status, alipayCall }: { status: number; alipayCall: string }) => status === 499 && alipayCall === query,
    );
  });
});
