import { expect, it } from 'vitest';
import { backUp, restore } from '../support/copy-database.js';
import { createDatabase, describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';

const day = 86_400;

describeEngines('a restored database', (tests) => {
  it('nothing is used before Alipay has confirmed it, and cancelled ones stay cancelled', async () => {
    await using world = await tests.world();
    const before = await world.open();
    await world.grant(before, 'untouched', 'rotated', 'cancelled', 'cancelled-before');
    await world.sandbox.advanceClock(5);
    await world.cancel('cancelled-before');
    await before.vault.receiveNotification(world.appId, await world.notification('cancelled-before'));
    const backup = await backUp(world.database.url);
    await before.vault.rotate(world.appId, 'rotated');
    await world.sandbox.advanceClock(5);
    await world.cancel('cancelled');
    await before.vault.receiveNotification(world.appId, await world.notification('cancelled'));
    await before.vault.close();
    await restore(world.database.url, backup);
    await world.sandbox.advanceClock(2 * day);

    const node = await world.open();
    const asked = async () =>
      (await world.sandbox.requests()).filter(({ pathAndQuery }) => pathAndQuery.includes('/query?')).length;
    expect(await asked()).toBe(0);
    await node.vault.token(world.appId, 'untouched');
    expect(await asked()).toBe(1);
    await node.vault.token(world.appId, 'untouched');
    expect(await asked()).toBe(1);
    await expect(node.vault.token(world.appId, 'cancelled')).rejects.toMatchObject({ code: 'cancelled' });
    await expect(node.vault.rotate(world.appId, 'cancelled-before')).rejects.toMatchObject({ code: 'cancelled' });
    // Its own pair was replaced after the backup; the old refresh token still fetches a new one.
    const seen = (await world.sandbox.requests()).at(-1)?.id;
    expect((await node.vault.rotate(world.appId, 'rotated')).state).toBe('active');
    const calls = (await world.sandbox.requests(seen)).map(({ operation }) => operation);
    expect(calls[0]).toBe('alipay.open.auth.token.app.query');
    expect(calls).toContain('alipay.open.auth.token.app');
    await expectInvariants(world, node);
  });

  it('what is due is confirmed by Alipay before it is rotated', async () => {
    await using world = await tests.world();
    const before = await world.open();
    await world.grant(before, 'merchant-1', 'merchant-2');
    const backup = await backUp(world.database.url);
    await before.vault.rotate(world.appId, 'merchant-1');
    await before.vault.close();
    await restore(world.database.url, backup);
    await world.sandbox.advanceClock(250 * day);
    const seen = (await world.sandbox.requests()).at(-1)?.id;
    const node = await world.open();
    await node.turns.rotation();
    const calls = (await world.sandbox.requests(seen)).map(({ operation }) => operation);
    const countIn = (some: typeof calls, operation: string) => some.filter((one) => one === operation).length;
    expect(countIn(calls, 'alipay.open.auth.token.app')).toBeGreaterThanOrEqual(2);
    for (let end = 1; end <= calls.length; end += 1) {
      const soFar = calls.slice(0, end);
      const asked = countIn(soFar, 'alipay.open.auth.token.app.query');
      expect(countIn(soFar, 'alipay.open.auth.token.app')).toBeLessThanOrEqual(asked);
    }
    await expectInvariants(world, node);
  });

  it('what Alipay does not confirm is not served, and not given up before each refresh token was refused', async () => {
    await using world = await tests.world();
    const before = await world.open();
    await world.grant(before, 'merchant-1');
    await before.vault.rotate(world.appId, 'merchant-1');
    await before.vault.rotate(world.appId, 'merchant-1');
    const backup = await backUp(world.database.url);
    await before.vault.rotate(world.appId, 'merchant-1');
    await before.vault.close();
    await restore(world.database.url, backup);
    await world.sandbox.advanceClock(60);
    await world.cancel('merchant-1');
    const node = await world.open();
    await expect(node.vault.token(world.appId, 'merchant-1')).rejects.toMatchObject({
      code: 'unconfirmed',
      message: 'Alipay has not confirmed yet that the authorization may be used; it is asked again',
    });
    expect(await node.vault.authorization(world.appId, 'merchant-1')).toMatchObject({ reason: 'cannot-rotate' });
    await world.sandbox.advanceClock(20 * 60);
    await node.turns.rotation();
    await expect(node.vault.token(world.appId, 'merchant-1')).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('a clone of a running original is refused', async () => {
    await using world = await tests.world();
    const original = await world.open();
    await world.grant(original, 'merchant-1');
    const clone = await createDatabase(tests.engine);
    try {
      await restore(clone.url, await backUp(world.database.url));
      await expect(world.open({ database: clone.url })).rejects.toMatchObject({ code: 'cloned' });
      const moved = await world.open({ database: clone.url, restored: true });
      const calls = (await world.sandbox.requests()).length;
      await moved.vault.token(world.appId, 'merchant-1');
      expect(await world.sandbox.requests()).toHaveLength(calls + 1);
      await moved.vault.close();
      const again = await world.open({ database: clone.url });
      await again.vault.token(world.appId, 'merchant-1');
      expect(await world.sandbox.requests()).toHaveLength(calls + 1);
      await again.vault.close();
    } finally {
      await clone.drop();
    }
  });

  it('a name tells a clone where the engine cannot', async () => {
    await using world = await tests.world();
    await world.open({ place: 'production' });
    await expect(world.open({ place: 'staging' })).rejects.toMatchObject({ code: 'cloned' });
    await world.open({ place: 'production' });
  });
});
