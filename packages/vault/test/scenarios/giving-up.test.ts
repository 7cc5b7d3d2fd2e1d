import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';
import { offeredPairs } from '../support/offered-pairs.js';
import { deliverAll, type Node, type World } from '../support/world.js';

const m = 'merchant-1';
const minute = 60;
const query = { path: '/v3/alipay/open/auth/token/app/query' };

/** Two rotations, and a cancellation whose notification never arrives: the last two pairs may still work. */
async function cancelSilently(world: World, node: Node): Promise<void> {
  await world.grant(node, m);
  await node.vault.rotate(world.appId, m);
  await node.vault.rotate(world.appId, m);
  await world.sandbox.advanceClock(minute);
  await world.cancel(m);
}

describeEngines('giving up a grant', (tests) => {
  it('waits until Alipay has refused every refresh token that may still work, and goes on after a restart', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await cancelSilently(world, node);
    const offered = (await offeredPairs(world, m)).length;
    const offers = async () => (await offeredPairs(world, m)).slice(offered);
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'cannot-rotate' });
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({
      state: 'attention',
      reason: 'cannot-rotate',
    });
    expect(await offers()).toEqual([2]);

    for (let passed = 0; passed < 3; passed += 1) {
      await node.turns.rotation();
      await node.turns.audit();
      await world.sandbox.advanceClock(4 * minute);
    }
    expect(await offers()).toEqual([2]);

    await deliverAll(node);
    await node.vault.close();
    const next = await world.open();
    await world.sandbox.advanceClock(10 * minute);
    await next.turns.rotation();
    expect(await offers()).toEqual([2, 1]);
    expect(await next.vault.authorization(world.appId, m)).toMatchObject({ state: 'cancelled', rotationDue: null });
    await world.sandbox.advanceClock(100 * 86_400);
    await next.turns.rotation();
    await next.turns.audit();
    expect(await offers()).toEqual([2, 1]);
    next.events.push(...node.events);
    await deliverAll(next);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized', 'rotated', 'rotated', 'attention']);
    expect(next.events.map(({ type }) => type)).toContain('cancelled');
  });

  it('keeps serving a token that works after its refresh token was refused', async () => {
    await using world = await tests.world({ settings: { refreshReuse: 'strict' } });
    const node = await world.open();
    await world.grant(node, m);
    await node.vault.rotate(world.appId, m);
    await world.sandbox.injectFault({ effect: 'drop-after', match: { grantType: 'refresh_token' } });
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'outcome-unknown' });
    // Refused as the second pair, whose rotation was lost; Alipay serves its token a while longer.
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'cannot-rotate' });
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({
      state: 'attention',
      reason: 'cannot-rotate',
    });
    await expectInvariants(world, node);
    await world.grant(node, m);
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'active', reason: null });
    await expectInvariants(world, node);
  });

  it('asks Alipay within minutes of a refused refresh token, even if the process that saw the refusal has ended', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await world.sandbox.advanceClock(minute);
    await world.cancel(m);
    await world.sandbox.injectFault({ effect: 'status', status: 503, match: query, times: 9 });
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'rotation-failed' });
    await node.vault.close();
    await world.sandbox.clearFaults();
    const next = await world.open();
    await world.sandbox.advanceClock(2 * minute);
    await next.turns.audit();
    expect(await next.vault.authorization(world.appId, m)).toMatchObject({ state: 'cancelled' });
  });

  it('goes on within minutes where a process ended after Alipay called the current token invalid', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await world.grant(node, m);
    await world.sandbox.advanceClock(minute);
    await world.cancel(m);
    await world.sandbox.injectFault({ effect: 'delay', ms: 0, match: query });
    await world.sandbox.injectFault({ effect: 'status', status: 503, match: query, times: 9 });
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'rotation-failed' });
    await node.vault.close();
    await world.sandbox.clearFaults();
    const next = await world.open();
    await world.sandbox.advanceClock(15 * minute);
    await next.turns.audit();
    expect(await next.vault.authorization(world.appId, m)).toMatchObject({ state: 'cancelled' });
  });

  it('is not taken back by what tells the time of the same consent, but by the next consent', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    const late = await world.notification(m);
    await world.sandbox.advanceClock(minute);
    await world.cancel(m);
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'cancelled' });

    expect(await node.vault.receiveNotification(world.appId, late)).toBe('success');
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'cancelled' });
    await expectInvariants(world, node);

    await world.consent(m);
    expect(await node.vault.receiveNotification(world.appId, await world.notification(m))).toBe('success');
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'active' });
    await deliverAll(node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized', 'cancelled', 'reauthorized']);
    await expectInvariants(world, node);
  });
});
