import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { describeEngines } from './support/engines.js';
import { deliverAll } from './support/world.js';

describeEngines('an authorization', ({ world: createWorld }) => {
  it('is redeemed, read, rotated and deactivated', async () => {
    await using world = await createWorld();
    const node = await world.open();
    const { vault } = node;
    const link = vault.consentLink({
      appId: world.appId,
      redirectUri: 'https://isv.example.com/back',
      reference: 'order-7',
    });
    const [authorization] = await vault.redeem({
      appId: world.appId,
      code: await world.consent('merchant-1'),
      state: link.state,
    });
    expect(authorization).toMatchObject({
      authAppId: 'merchant-1',
      state: 'active',
      reference: 'order-7',
      unassigned: false,
    });
    const token = await vault.token(world.appId, 'merchant-1');
    expect(token.value).toBe((await world.snapshot('merchant-1'))?.pairs.at(-1)?.appAuthToken);
    expect(inspect(token) + JSON.stringify(token) + String(token)).not.toContain(token.value);

    const rotated = await vault.rotate(world.appId, 'merchant-1', { reason: 'test' });
    expect(rotated.generation).toBe(2);
    const after = await vault.token(world.appId, 'merchant-1');
    expect(after.value).toBe((await world.snapshot('merchant-1'))?.pairs.at(-1)?.appAuthToken);
    expect(after.value).not.toBe(token.value);

    expect((await vault.deactivate(world.appId, 'merchant-1')).state).toBe('deactivated');
    await expect(vault.token(world.appId, 'merchant-1')).rejects.toMatchObject({ code: 'deactivated' });
    await deliverAll(node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized', 'rotated', 'deactivated']);
    expect(node.reports).toEqual([]);
  });
});
