import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';
import { deliverAll, type World } from '../support/world.js';

const m = 'merchant-1';

/** A merchant who consents twice within one second of Alipay's, which the clock of this machine may prevent now and then. */
async function consentTwice(world: World) {
  for (let attempt = 0; ; attempt += 1) {
    const merchant = `merchant-${attempt}`;
    const code = await world.consent(merchant);
    await world.consent(merchant);
    const seconds = (await world.snapshot(merchant))?.pairs.map(({ issuedAt }) => Math.floor(issuedAt / 1_000));
    if (new Set(seconds).size === 1) return { merchant, code, notification: await world.notification(merchant) };
  }
}

describeEngines('two consents within a second', (tests) => {
  it('are both kept when the older one ends before the notification of the newer arrives', async () => {
    await using world = await tests.world({ settings: { oldTokenGrace: 1 } });
    const node = await world.open();
    const { merchant, code, notification } = await consentTwice(world);
    await node.vault.redeem({ appId: world.appId, code });
    await world.sandbox.advanceClock(5);
    // The older grant's tokens have expired, and Alipay refuses them.
    await node.vault.rotate(world.appId, merchant).catch(() => undefined);
    await node.turns.recovery();
    expect(await node.vault.receiveNotification(world.appId, notification)).toBe('success');
    await node.turns.rotation();
    expect(await node.vault.authorization(world.appId, merchant)).toMatchObject({ state: 'active', contested: false });
    const newest = (await world.snapshot(merchant))?.pairs.at(-1)?.appAuthToken;
    expect((await node.vault.token(world.appId, merchant)).value).toBe(newest);
    await expectInvariants(world, node);
  });

  it('emit one event each, when it turns out late which was the newer', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const older = await world.consent(m);
    const olderNotification = await world.notification(m);
    const newer = await world.consent(m);
    const newerNotification = await world.notification(m);
    // Redeemed in the other order, so that the older seems to be the newer as long as only seconds are known.
    await node.vault.redeem({ appId: world.appId, code: newer });
    await node.vault.redeem({ appId: world.appId, code: older });
    expect(await node.vault.receiveNotification(world.appId, newerNotification)).toBe('success');
    expect(await node.vault.receiveNotification(world.appId, olderNotification)).toBe('success');
    await node.turns.rotation();
    await expectInvariants(world, node);
    await deliverAll(node);
    const types = node.events.map(({ type }) => type);
    expect(types.filter((type) => type === 'authorized')).toHaveLength(1);
    // None, where the consents happened to lie on either side of a full second.
    expect(types.filter((type) => type === 'reauthorized').length).toBeLessThanOrEqual(1);
    expect((await node.vault.token(world.appId, m)).value).toBe((await world.snapshot(m))?.pairs.at(-1)?.appAuthToken);
  });
});
