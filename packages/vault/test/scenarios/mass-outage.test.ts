import { expect, it } from 'vitest';
import type { Vault, VaultEvent } from '../../src/index.js';
import { describeEngines, type EngineName } from '../support/engines.js';
import { grantMany } from '../support/grant-many.js';
import { type CallWatch, type WatchedCall, watchCalls } from '../support/watch-calls.js';
import { deliverAll, type Node, type World } from '../support/world.js';

const day = 86_400;
const hours = 3;
/** Seconds: stopped calls are tried again after so long at the latest. */
const step = 300;
const concurrency = 8;
const rotation = 'alipay.open.auth.token.app';
/** All of them real to Alipay. Many more than may be called, and few enough to be written in every run. */
const merchants: Readonly<Record<EngineName, number>> = { sqlite: 20_000, postgres: 5_000, mysql: 5_000 };

interface Watched extends CallWatch {
  readonly node: Node;
}

async function openWatched(world: World): Promise<Watched> {
  const watch = watchCalls();
  const client = world.client(world.app, { transport: watch.transport });
  return { ...watch, node: await world.open({ concurrency, applications: [{ client }] }) };
}

const turnOf = (nodes: readonly Watched[]) => Promise.all(nodes.map(({ node }) => node.turns.rotation()));

/** How many authorizations there are in each state and generation. */
async function standings({ context: { store } }: Node) {
  return store.read((database) =>
    database
      .selectFrom('authorization')
      .select(({ fn }) => ['state', 'reason', 'generation', fn.countAll<number>().as('count')])
      .groupBy(['state', 'reason', 'generation'])
      .orderBy('generation')
      .execute(),
  );
}

/** Turns of both nodes, and in between time passes. */
async function last({ sandbox }: World, nodes: readonly Watched[]): Promise<void> {
  for (let passed = 0; passed < hours * 3_600; passed += step) {
    await turnOf(nodes);
    await sandbox.advanceClock(step);
  }
  await turnOf(nodes);
}

async function expectStopped({ appId }: World, nodes: readonly Watched[], authAppId: string): Promise<void> {
  for (const { node, calls } of nodes) {
    const rotate = () =>
      node.vault.rotate(appId, authAppId).then(
        () => 'rotated',
        (error) => error.code,
      );
    // The first may be the probe that an open circuit lets through now and then; the probe closes it to the next.
    expect(['circuit-open', 'rotation-failed']).toContain(await rotate());
    expect(await rotate()).toBe('circuit-open');
    // At first as many as a node makes at the same time, then one now and then, however many are due.
    expect(calls.length).toBeGreaterThan(5);
    expect(calls.length).toBeLessThan(100);
  }
}

async function eventsOf(vault: Vault): Promise<VaultEvent[]> {
  const events: VaultEvent[] = [];
  for await (const page of vault.events({ pageSize: 500 })) events.push(...page);
  return events;
}

const mostUnderWay = (calls: readonly WatchedCall[]) => Math.max(...calls.map(({ underWay }) => underWay));

/** Begins with one, and every success allows one more. */
function expectRamp(calls: readonly WatchedCall[]): void {
  const [first] = calls;
  expect(first?.underWay).toBe(1);
  const allowed = (call: WatchedCall) => call.succeeded - (first?.succeeded ?? 0) + 1;
  expect(calls.filter((call) => call.underWay > allowed(call))).toEqual([]);
}

/** So many were rotated, once each, to pairs that work; and so it was told. */
async function expectRenewed({ appId, sandbox }: World, { vault }: Node, count: number): Promise<void> {
  const { authorizations } = await sandbox.state();
  const renewed = authorizations.filter(({ pairs }) => pairs.length > 1);
  expect(renewed).toHaveLength(count);
  for (const { authAppId, pairs } of renewed) {
    const { generation, value } = await vault.token(appId, authAppId);
    expect([generation, value]).toEqual([2, pairs[1]?.appAuthToken]);
  }
  const merchant = vault.merchant(appId, renewed[0]?.authAppId ?? '');
  await merchant.request({ method: 'GET', path: '/v3/alipay/open/app/members/query?role=DEVELOPER' });
  const events = await eventsOf(vault);
  expect(events.filter(({ authAppId }) => authAppId === null)).toMatchObject([
    { type: 'attention', reason: 'alipay-unavailable' },
    { type: 'recovered', reason: 'alipay-unavailable' },
  ]);
  const told = events.filter(({ type }) => type === 'rotated').map(({ authAppId }) => authAppId);
  expect(told.sort()).toEqual(renewed.map(({ authAppId }) => authAppId).sort());
}

describeEngines('a mass outage', (tests) => {
  const count = merchants[tests.engine];

  it(`Alipay is down, and then throttles, for hours, with ${count} merchants due`, async () => {
    await using world = await tests.world();
    const { sandbox } = world;
    const [first, second] = [await openWatched(world), await openWatched(world)];
    const nodes = [first, second];
    const names = Array.from({ length: count }, (_, index) => `merchant-${index}`);
    await grantMany(world, first.node, names);
    await sandbox.advanceClock(250 * day);
    for (const { calls } of nodes) calls.splice(0);

    await sandbox.injectFault({ effect: 'status', status: 503, times: 1_000_000 });
    await last(world, nodes);
    await sandbox.clearFaults();
    const throttled = { code: 'app-call-limited', message: '应用调用次数超限' };
    await sandbox.setStub(rotation, { status: 429, body: throttled });
    await last(world, nodes);
    await expectStopped(world, nodes, names.at(-1) ?? '');
    const responses = (await sandbox.requests()).map(({ response }) => response?.status);
    expect(new Set(responses)).toEqual(new Set([200, 503, 429]));
    expect(await standings(first.node)).toEqual([{ state: 'active', reason: null, generation: 1, count }]);
    for (const { node } of nodes) await deliverAll(node);
    const told = nodes.flatMap(({ node }) => node.events).filter(({ type }) => type !== 'authorized');
    expect(told).toMatchObject([{ type: 'attention', authAppId: null, reason: 'alipay-unavailable' }]);

    await sandbox.removeStub(rotation);
    await sandbox.advanceClock(600);
    for (const { calls } of nodes) calls.splice(0);
    // Slow enough for several to be under way at the same time.
    const slowly = { effect: 'delay', ms: 30, times: 60 } as const;
    const rotatedSoFar = () => first.calls.length + second.calls.length;
    // As many turns as the machine needs.
    while (rotatedSoFar() <= 500 || mostUnderWay(first.calls) < 5) {
      await sandbox.injectFault(slowly);
      await turnOf(nodes);
    }
    for (const { calls } of nodes) expectRamp(calls);
    const rotated = rotatedSoFar();
    expect(await standings(first.node)).toEqual([
      { state: 'active', reason: null, generation: 1, count: count - rotated },
      { state: 'active', reason: null, generation: 2, count: rotated },
    ]);
    await expectRenewed(world, second.node, rotated);
  }, 300_000);
});
