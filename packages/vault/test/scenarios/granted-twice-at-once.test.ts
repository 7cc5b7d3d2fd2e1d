import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';
import { deliverAll } from '../support/world.js';

const m = 'merchant-1';

describeEngines('two consents within a second', (tests) => {
  it('are told of once each, when it turns out late which was the newer', async () => {
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
