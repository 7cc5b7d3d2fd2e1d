import type { AlipayClient } from '@lingpai/alipay';
import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { expectInvariants, until } from '../support/invariants.js';

const m = 'merchant-1';
/** Seconds for which Alipay accepts a token after a rotation has replaced it. */
const oldTokenGrace = 600;

const use = (client: AlipayClient) =>
  client.request({ method: 'GET', path: '/v3/alipay/open/app/members/query?role=DEVELOPER' });

describeEngines('a token that a rotation replaced', (tests) => {
  it('is held by nothing 10 minutes later: neither a client that was handed out, nor a cache, nor another process', async () => {
    await using world = await tests.world({ settings: { oldTokenGrace } });
    const rotating = await world.open({ freshFor: 60_000 });
    const caching = await world.open({ freshFor: 200 });
    const nodes = [rotating, caching];
    await world.grant(rotating, m);
    const clients = nodes.map(({ vault }) => vault.merchant(world.appId, m));
    for (const client of clients) await use(client);
    const before = await caching.vault.token(world.appId, m);
    await rotating.vault.rotate(world.appId, m);
    const { value: current } = await rotating.vault.token(world.appId, m);
    expect(current).not.toBe(before.value);
    await until('the cache of the other process is too old', async () => {
      return (await caching.vault.token(world.appId, m)).value === current;
    });
    await world.sandbox.advanceClock(oldTokenGrace);
    for (const client of clients) await use(client);
    for (const { vault } of nodes) expect((await vault.token(world.appId, m)).value).toBe(current);
    await expectInvariants(world, rotating);
  });
});
