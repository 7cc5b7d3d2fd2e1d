import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';

describeEngines('the circuit of an application', (tests) => {
  it('admits another caller when the admitted one makes no call', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, 'merchant-1');
    await world.sandbox.injectFault({ effect: 'html', match: { grantType: 'refresh_token' }, times: 5 });
    for (let call = 0; call < 5; call += 1) {
      await expect(node.vault.rotate(world.appId, 'merchant-1')).rejects.toMatchObject({ code: 'outcome-unknown' });
    }
    await expect(node.vault.rotate(world.appId, 'merchant-1')).rejects.toMatchObject({ code: 'circuit-open' });

    await world.sandbox.advanceClock(3_600);
    await expect(node.vault.rotate(world.appId, 'merchant-2')).rejects.toMatchObject({ code: 'unknown-authorization' });
    expect(await node.vault.rotate(world.appId, 'merchant-1')).toMatchObject({ state: 'active', generation: 2 });
  });
});
