import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { gateAt } from '../support/gate.js';
import { expectInvariants, until } from '../support/invariants.js';
import { offeredPairs } from '../support/offered-pairs.js';
import { deliverAll, type Node, type World } from '../support/world.js';

const m = 'merchant-1';
const refresh = { match: { grantType: 'refresh_token' } } as const;
const content = JSON.stringify({ out_trade_no: 'o-1', total_amount: '1.00', subject: 'tea' });
/** Seconds for which a replaced token keeps working. */
const oldTokenGrace = 3;

async function loseRotation(world: World, { vault }: Node): Promise<void> {
  await world.sandbox.injectFault({ effect: 'drop-after', ...refresh });
  await expect(vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'outcome-unknown' });
}

describeEngines('the newest grant', (tests) => {
  it.each([
    ['before the merchant consents again', 'rotation first'],
    ['after the merchant consented again', 'consent first'],
  ])(
    'stays when the refusal of an older grant arrives while it is stored, and a rotation was lost %s',
    async (_, order) => {
      await using world = await tests.world({ settings: { oldTokenGrace } });
      const [redeeming, rotating] = [gateAt('after-applied'), gateAt('before-send')];
      const redeemer = await world.open({ onKillPoint: redeeming.onKillPoint });
      const rotator = await world.open({ onKillPoint: rotating.onKillPoint });
      await world.grant(redeemer, m);
      if (order === 'rotation first') await loseRotation(world, rotator);
      const code = await world.consent(m);
      if (order === 'consent first') await loseRotation(world, rotator);
      rotating.close();
      const rotation = rotator.vault.rotate(world.appId, m);
      rotation.catch(() => undefined);
      await until('the second rotation is about to be sent', rotating.holds);
      redeeming.close();
      const redemption = redeemer.vault.redeem({ appId: world.appId, code });
      await until('the second grant is stored, and its order not settled', redeeming.holds);
      await world.sandbox.advanceClock(oldTokenGrace + 2);
      rotating.open();
      await Promise.allSettled([rotation]);
      redeeming.open();
      expect(await redemption).toMatchObject([{ authAppId: m, state: 'active' }]);
      await deliverAll(redeemer);
      expect(redeemer.events.map(({ type }) => type)).not.toContain('cancelled');
      expect(await redeemer.vault.authorization(world.appId, m)).toMatchObject({ state: 'active', contested: false });
      await expectInvariants(world, redeemer);
      // The second grant's refresh token was offered only where the lost rotation had replaced its token.
      expect(new Set(await offeredPairs(world, m))).toEqual(new Set(order === 'consent first' ? [0, 1] : [0]));
    },
  );

  it.each([
    ['before the new one is stored', 'rotation first'],
    ['after the new one was stored', 'consent first'],
  ])('is rotated at once when an older grant was rotated %s, and so replaced its token', async (_, order) => {
    await using world = await tests.world({ settings: { oldTokenGrace } });
    const sending = gateAt('before-applied');
    const node = await world.open({ rotationSpacing: 600_000 });
    const rotator = await world.open({ rotationSpacing: 600_000, onKillPoint: sending.onKillPoint });
    await world.grant(node, m);
    // Not within the same second: the order of the two is certain.
    await world.sandbox.advanceClock(10);
    const code = await world.consent(m);
    if (order === 'consent first') sending.close();
    const rotation = rotator.vault.rotate(world.appId, m);
    if (order === 'consent first') await until('the rotation waits to be applied', sending.holds);
    else await rotation;
    await node.vault.redeem({ appId: world.appId, code });
    sending.open();
    await rotation;
    await world.sandbox.advanceClock(oldTokenGrace + 2);
    const response = await node.vault.forward(world.appId, m, {
      send: (client) => client.forward({ method: 'POST', path: '/v3/alipay/trade/precreate', content }),
    });
    expect(response.error).toBeUndefined();
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'active', contested: false });
    await deliverAll(node);
    expect(node.events.map(({ type }) => type)).not.toContain('attention');
    await expectInvariants(world, node);
  });
});
