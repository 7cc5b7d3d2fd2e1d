import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';

describeEngines('a cancellation that was found out', (tests) => {
  it('does not end a grant that came after it, and whose notification comes late', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, 'merchant-1');
    await world.sandbox.advanceClock(60);
    await world.cancel('merchant-1');
    await world.sandbox.advanceClock(60);
    await world.consent('merchant-1');
    const late = await world.notification('merchant-1', 'open_app_auth_notify');
    await world.sandbox.advanceClock(60);
    await expect(node.vault.rotate(world.appId, 'merchant-1')).rejects.toBeDefined();
    expect(await node.vault.receiveNotification(world.appId, late)).toBe('success');
    expect(await node.vault.authorization(world.appId, 'merchant-1')).toMatchObject({ state: 'active' });
    await expectInvariants(world, node);
  });
});
