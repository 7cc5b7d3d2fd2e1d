import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { gateAt } from '../support/gate.js';
import { expectInvariants, until } from '../support/invariants.js';
import { dieAt } from '../support/killed.js';
import { deliverAll, type Node, type World } from '../support/world.js';

const m = 'merchant-1';
const minute = 60_000;
const refresh = { match: { grantType: 'refresh_token' } } as const;

const stateOf = async (world: World, { vault }: Node) => (await vault.authorization(world.appId, m))?.state;
const newestToken = async (world: World) => (await world.snapshot(m))?.pairs.at(-1)?.appAuthToken;

describeEngines('a deactivated authorization', (tests) => {
  it('has a state, an event and an error of its own', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m, 'merchant-2');
    expect(await node.vault.deactivate(world.appId, m)).toMatchObject({ state: 'deactivated', reason: null });
    for (const call of ['token', 'rotate'] as const) {
      await expect(node.vault[call](world.appId, m)).rejects.toMatchObject({
        code: 'deactivated',
        message: 'the authorization was deactivated',
      });
    }
    expect(await node.vault.deactivate(world.appId, m)).toMatchObject({ state: 'deactivated' });
    const listed: string[] = [];
    for await (const page of node.vault.list({ state: 'deactivated' })) {
      listed.push(...page.map(({ authAppId }) => authAppId));
    }
    expect(listed).toEqual([m]);
    await deliverAll(node);
    const told = node.events.filter(({ authAppId }) => authAppId === m);
    expect(told.map(({ type, state }) => [type, state])).toEqual([
      ['authorized', 'active'],
      ['deactivated', 'deactivated'],
    ]);
    expect(await world.grants('refresh_token')).toBe(0);
    await world.sandbox.advanceClock(60);
    await world.cancel(m);
    await node.vault.receiveNotification(world.appId, await world.notification(m));
    expect(await stateOf(world, node)).toBe('cancelled');
    await expect(node.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each(['redirect', 'notification', 'both'])(
    'is active again when the merchant consents later, told by %s, although our clock was ahead',
    async (way) => {
      await using world = await tests.world();
      const node = await world.open();
      await world.grant(node, m);
      let offset = 8 * minute;
      const ahead = await world.open({ clock: () => world.clock() + offset });
      await ahead.vault.deactivate(world.appId, m);
      offset = 0;
      await world.sandbox.advanceClock(60);
      const code = await world.consent(m);
      if (way !== 'redirect') await ahead.vault.receiveNotification(world.appId, await world.notification(m));
      if (way !== 'notification') await ahead.vault.redeem({ appId: world.appId, code });
      expect(await stateOf(world, ahead)).toBe('active');
      expect((await node.vault.token(world.appId, m)).value).toBe(await newestToken(world));
      await expectInvariants(world, ahead);
      expect(ahead.events.map(({ type }) => type)).toEqual(['authorized', 'deactivated', 'reauthorized']);
    },
  );

  it('stays deactivated when a rotation that began before ends', async () => {
    await using world = await tests.world();
    const gate = gateAt('after-response');
    const node = await world.open({ onKillPoint: gate.onKillPoint });
    const other = await world.open();
    await world.grant(node, m);
    gate.close();
    const rotation = node.vault.rotate(world.appId, m);
    await until('Alipay has rotated', gate.holds);
    await other.vault.deactivate(world.appId, m);
    gate.open();
    expect(await rotation).toMatchObject({ state: 'deactivated' });
    expect((await other.vault.history(world.appId, m)).pairs).toHaveLength(2);
    await expect(other.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'deactivated' });
    await world.sandbox.advanceClock(60);
    await world.grant(other, m);
    await expectInvariants(world, other);
  });

  it('stays deactivated when a lost rotation is repeated, and when its grant is told once more', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    const late = await world.notification(m);
    await world.sandbox.injectFault({ effect: 'drop-after', ...refresh });
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'outcome-unknown' });
    await node.vault.deactivate(world.appId, m);
    expect(await node.vault.receiveNotification(world.appId, late)).toBe('success');
    await world.sandbox.advanceClock(3_600);
    await node.turns.rotation();
    expect(await stateOf(world, node)).toBe('deactivated');
    expect(await world.grants('refresh_token')).toBe(1);
  });

  it.each(['before the response', 'before it is redeemed'])(
    'keeps the pair of a code that was known then, %s, and does not activate it',
    async (when) => {
      await using world = await tests.world();
      const gate = gateAt('after-response');
      const node = await world.open({ onKillPoint: gate.onKillPoint });
      const other = await world.open();
      await world.grant(node, m);
      await world.sandbox.advanceClock(60);
      const code = await world.consent(m);
      const redeem = () => node.vault.redeem({ appId: world.appId, code });
      if (when === 'before it is redeemed') {
        const lost = { effect: 'drop-before', match: { grantType: 'authorization_code' } } as const;
        await world.sandbox.injectFault(lost);
        await expect(redeem()).rejects.toMatchObject({ code: 'redemption-pending' });
        await other.vault.deactivate(world.appId, m);
        expect(await redeem()).toMatchObject([{ state: 'deactivated' }]);
      } else {
        gate.close();
        const redemption = redeem();
        await until('Alipay has responded', gate.holds);
        await other.vault.deactivate(world.appId, m);
        gate.open();
        expect(await redemption).toMatchObject([{ state: 'deactivated' }]);
      }
      expect((await node.vault.history(world.appId, m)).pairs).toHaveLength(2);
      // The notification of the same consent names the code, and so brings nothing new.
      await node.vault.receiveNotification(world.appId, await world.notification(m));
      expect(await stateOf(world, node)).toBe('deactivated');
      await world.sandbox.advanceClock(60);
      await world.grant(node, m);
      expect(await stateOf(world, node)).toBe('active');
      await expectInvariants(world, node);
    },
  );

  it('is not activated by a notification that was in the inbox then, nor by the code that it names', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await world.sandbox.advanceClock(60);
    const code = await world.consent(m);
    const dying = await world.open({ onKillPoint: dieAt('before-applied') });
    expect(await dying.vault.receiveNotification(world.appId, await world.notification(m))).toBe('fail');
    await node.vault.deactivate(world.appId, m);
    expect(await node.vault.redeem({ appId: world.appId, code })).toMatchObject([{ state: 'deactivated' }]);
    await world.sandbox.advanceClock(60);
    await node.turns.inbox();
    expect(await stateOf(world, node)).toBe('deactivated');
    await world.grant(node, m);
    expect(await stateOf(world, node)).toBe('active');
    await expectInvariants(world, node);
  });

  it('does not keep a consent of another merchant from being activated', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    const code = await world.consent('merchant-2', 'merchant-3');
    const lost = { effect: 'drop-before', match: { grantType: 'authorization_code' } } as const;
    await world.sandbox.injectFault(lost);
    await expect(node.vault.redeem({ appId: world.appId, code })).rejects.toMatchObject({ code: 'redemption-pending' });
    await node.vault.deactivate(world.appId, m);
    expect(await node.vault.redeem({ appId: world.appId, code })).toMatchObject([
      { authAppId: 'merchant-2', state: 'active' },
      { authAppId: 'merchant-3', state: 'active' },
    ]);
    await expectInvariants(world, node, { lost: [m] });
  });
});
