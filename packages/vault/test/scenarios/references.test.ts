import { join } from 'node:path';
import { expect, it } from 'vitest';
import { flushSpool } from '../../src/spool/flush-spool.js';
import { describeEngines } from '../support/engines.js';
import { gateAt } from '../support/gate.js';
import { expectInvariants, until } from '../support/invariants.js';
import { dieAt, Killed } from '../support/killed.js';
import { endLeases } from '../support/leases.js';
import { createOutage } from '../support/outage.js';
import type { Node, World } from '../support/world.js';

const m = 'merchant-1';

const referenceOf = async (world: World, { vault }: Node) =>
  (await vault.authorization(world.appId, m))?.reference ?? null;

const assign = (world: World, { vault }: Node, reference = 'assigned') => vault.assign(world.appId, m, { reference });

/** A merchant consents and comes back to a link. */
async function redeemLink(world: World, { vault }: Node, reference: string, kind: 'WEBAPP' | 'MOBILEAPP' = 'WEBAPP') {
  const { state } = vault.consentLink({ appId: world.appId, reference, kinds: [kind] });
  return vault.redeem({ appId: world.appId, code: await world.consent(m), state });
}

describeEngines('the reference of an authorization', (tests) => {
  it.each(['before-applied', 'after-applied'] as const)(
    'stays as it was assigned when a process killed %s had redeemed an earlier code',
    async (killAt) => {
      await using world = await tests.world();
      const node = await world.open();
      await world.grant(node, m);
      await world.sandbox.advanceClock(60);
      const dying = await world.open({ onKillPoint: dieAt(killAt) });
      await expect(redeemLink(world, dying, 'linked')).rejects.toBeInstanceOf(Killed);
      await assign(world, node);
      await endLeases(node);
      await node.turns.recovery();
      expect(await node.vault.authorization(world.appId, m)).toMatchObject({
        reference: 'assigned',
        requestedKinds: ['WEBAPP'],
      });
      await expectInvariants(world, node);
    },
  );

  it('follows the link of a consent that became known after it was assigned', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await redeemLink(world, node, 'first');
    await assign(world, node);
    expect(await referenceOf(world, node)).toBe('assigned');
    await world.sandbox.advanceClock(60);
    await redeemLink(world, node, 'second');
    expect(await referenceOf(world, node)).toBe('second');
    await expectInvariants(world, node);
  });

  it('is that of the newest code, whichever is applied last', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const gate = gateAt('before-applied');
    const slow = await world.open({ onKillPoint: gate.onKillPoint });
    gate.close();
    const older = redeemLink(world, slow, 'older', 'MOBILEAPP');
    await until('the older code was redeemed', gate.holds);
    await world.sandbox.advanceClock(60);
    await redeemLink(world, node, 'newer');
    gate.open();
    await older;
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({
      reference: 'newer',
      requestedKinds: ['WEBAPP'],
    });
    await expectInvariants(world, node);
  });

  it('is that of an older code when the newest link had none', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const gate = gateAt('before-applied');
    const slow = await world.open({ onKillPoint: gate.onKillPoint });
    gate.close();
    const older = redeemLink(world, slow, 'older');
    await until('the older code was redeemed', gate.holds);
    await world.sandbox.advanceClock(60);
    const { state } = node.vault.consentLink({ appId: world.appId });
    await node.vault.redeem({ appId: world.appId, code: await world.consent(m), state });
    gate.open();
    await older;
    expect(await referenceOf(world, node)).toBe('older');
  });

  it('stays as it was assigned when the merchant comes back with a code that a notification had brought', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { state } = node.vault.consentLink({ appId: world.appId, reference: 'linked' });
    const code = await world.consent(m);
    await node.vault.receiveNotification(world.appId, await world.notification(m));
    await assign(world, node);
    await node.vault.redeem({ appId: world.appId, code, state });
    expect(await referenceOf(world, node)).toBe('assigned');
    await expectInvariants(world, node);
  });

  it('stays as it was assigned when an earlier code waited in the spool', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await world.sandbox.advanceClock(60);
    await using outage = await createOutage(world.database);
    const cut = await world.open({ database: outage.url, spoolDirectory: join(world.spoolDirectory, 'cut') });
    await outage.begin();
    await expect(redeemLink(world, cut, 'linked')).rejects.toMatchObject({ code: 'redemption-pending' });
    await outage.end();
    await world.sandbox.advanceClock(60);
    await assign(world, node);
    await flushSpool(cut.context);
    while (await node.turns.inbox());
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({
      reference: 'assigned',
      requestedKinds: ['WEBAPP'],
    });
    await expectInvariants(world, node);
  });

  it('follows a code that waited in the spool and was received after it was assigned', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await assign(world, node);
    await world.sandbox.advanceClock(60);
    await using outage = await createOutage(world.database);
    const cut = await world.open({ database: outage.url, spoolDirectory: join(world.spoolDirectory, 'cut') });
    await outage.begin();
    await expect(redeemLink(world, cut, 'linked')).rejects.toMatchObject({ code: 'redemption-pending' });
    await outage.end();
    await flushSpool(cut.context);
    while (await node.turns.inbox());
    expect(await referenceOf(world, node)).toBe('linked');
  });

  it('does not depend on our clock', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const ahead = await world.open({ clock: () => world.clock() + 3_600_000 });
    await world.grant(node, m);
    await assign(world, ahead);
    await world.sandbox.advanceClock(60);
    await redeemLink(world, node, 'linked');
    expect(await referenceOf(world, node)).toBe('linked');
    await redeemLink(world, ahead, 'newer');
    await assign(world, node);
    expect(await referenceOf(world, node)).toBe('assigned');
  });

  it('is not changed by an import that is repeated', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { appId } = world;
    await world.consent(m);
    const pair = (await world.snapshot(m))?.pairs.at(-1);
    const { appAuthToken = '', appRefreshToken } = pair ?? {};
    const from = [{ appId, authAppId: m, appAuthToken, appRefreshToken, reference: 'imported' }];
    await node.vault.import({ from });
    expect(await referenceOf(world, node)).toBe('imported');
    await assign(world, node);
    await node.vault.import({ from });
    expect(await referenceOf(world, node)).toBe('assigned');
  });
});
