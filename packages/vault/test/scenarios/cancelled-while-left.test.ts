import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { until } from '../support/invariants.js';

describeEngines('a rotation that a dead process left', (tests) => {
  it('is not repeated when the merchant has cancelled meanwhile', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, 'merchant-1');
    const dying = await world.open({
      callTimeout: 150,
      lease: 300,
      onKillPoint: (point) => {
        if (point === 'before-send') throw new Error('killed');
      },
    });
    await expect(dying.vault.rotate(world.appId, 'merchant-1')).rejects.toThrow('killed');
    await node.vault.deactivate(world.appId, 'merchant-1');
    await until('the lease ends', async () => {
      await node.turns.recovery();
      const { operations } = await node.vault.history(world.appId, 'merchant-1');
      return operations[0]?.state === 'unknown';
    });
    expect(await node.vault.authorization(world.appId, 'merchant-1')).toMatchObject({
      state: 'deactivated',
      rotationDue: null,
    });
  });
});
