import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';
import { deliverAll, type Node, type World } from '../support/world.js';

const m = 'merchant-1';
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const refresh = { match: { grantType: 'refresh_token' } } as const;
const redeeming = { match: { grantType: 'authorization_code' } } as const;

/** A process whose clock is off by what `set` says. */
async function openAskew(world: World, offset = 0) {
  let current = offset;
  const node = await world.open({ clock: () => world.clock() + current });
  const set = (next: number) => {
    current = next;
  };
  return { node, set };
}

async function pendingCode(world: World, { vault }: Node): Promise<string> {
  const code = await world.consent(m);
  await world.sandbox.injectFault({ effect: 'drop-before', ...redeeming });
  await expect(vault.redeem({ appId: world.appId, code })).rejects.toMatchObject({ code: 'redemption-pending' });
  return code;
}

describeEngines('our own clock', (tests) => {
  it.each(['that has measured it', 'that has not'])(
    'throws no code away when it jumps ahead by 25 hours, in a process %s',
    async (which) => {
      await using world = await tests.world();
      const { node, set } = await openAskew(world);
      if (which === 'that has measured it') await world.grant(node, 'merchant-0');
      const code = await pendingCode(world, node);
      set(25 * hour);
      await node.turns.inbox();
      expect(await node.vault.redeem({ appId: world.appId, code })).toMatchObject([{ authAppId: m, state: 'active' }]);
      expect(await world.grants('authorization_code')).toBe(which === 'that has measured it' ? 2 : 1);
      await expectInvariants(world, node);
    },
  );

  it('throws no code away when another process received it with a clock that was 25 hours behind', async () => {
    await using world = await tests.world();
    const { node: behind } = await openAskew(world, -25 * hour);
    const code = await pendingCode(world, behind);
    const node = await world.open();
    await world.grant(node, 'merchant-0');
    expect(await node.vault.redeem({ appId: world.appId, code })).toMatchObject([{ authAppId: m, state: 'active' }]);
    await expectInvariants(world, node);
  });

  it.each(['in the same process', 'after a restart'])(
    'leaves no absurd wait behind once it is corrected, %s: not for a rotation, a code or a contest',
    async (where) => {
      await using world = await tests.world();
      const { node: ahead, set } = await openAskew(world, 8 * hour);
      await world.grant(ahead, m);
      await world.sandbox.injectFault({ effect: 'drop-after', ...refresh });
      await expect(ahead.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'outcome-unknown' });
      const code = await world.consent('merchant-2');
      await world.sandbox.injectFault({ effect: 'drop-before', ...redeeming });
      await expect(ahead.vault.redeem({ appId: world.appId, code })).rejects.toMatchObject({
        code: 'redemption-pending',
      });
      await ahead.turns.recovery();
      const due = (await ahead.vault.authorization(world.appId, m))?.rotationDue ?? 0;
      expect(due - world.clock()).toBeGreaterThan(8 * hour);
      set(0);
      const node = where === 'after a restart' ? await world.open() : ahead;
      await node.turns.recovery();
      const corrected = (await node.vault.authorization(world.appId, m))?.rotationDue ?? 0;
      expect(corrected - world.clock()).toBeLessThanOrEqual(75_000);
      await world.sandbox.advanceClock(76);
      await node.turns.rotation();
      expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'active', generation: 2 });
      await node.turns.inbox();
      expect(await node.vault.authorization(world.appId, 'merchant-2')).toMatchObject({ state: 'active' });
      await expectInvariants(world, node);
    },
  );

  it.each(['that was tried once', 'that was never tried'])(
    'leaves no event waiting for it once it is corrected, one %s',
    async (which) => {
      await using world = await tests.world();
      let isDown = which === 'that was tried once';
      let offset = 30 * hour;
      const delivered: string[] = [];
      const node = await world.open({
        clock: () => world.clock() + offset,
        onEvent: ({ type }) => {
          if (isDown) throw new Error('the receiver is down');
          delivered.push(type);
        },
      });
      await world.grant(node, m);
      if (isDown) await node.turns.outbox();
      isDown = false;
      offset = 0;
      await node.turns.recovery();
      await world.sandbox.advanceClock(3);
      await node.turns.outbox();
      expect(delivered).toEqual(['authorized']);
    },
  );

  it('marks nothing as expired, and alerts nobody, while it is a year ahead', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    const { node: ahead } = await openAskew(world, 400 * day);
    await ahead.turns.alerts();
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'active', reason: null });
    await deliverAll(ahead);
    expect(ahead.events.map(({ type }) => type)).toEqual(['authorized']);
  });

  it.each([-2, 2])(
    'is told by a refusal when it is off from the start, by %i hours, and why calls are stopped',
    async (hours) => {
      await using world = await tests.world();
      const clock = () => world.clock() + hours * hour;
      const { vault } = await world.open({ applications: [{ client: world.client(world.app, { clock }) }], clock });
      const redeemed = vault.redeem({ appId: world.appId, code: await world.consent(m) });
      await expect(redeemed).rejects.toMatchObject({ code: 'redemption-pending' });
      const [application] = (await vault.status()).applications;
      expect(application).toMatchObject({ isClockSkewed: true, stopped: 'application-refused' });
      expect(Math.round((application?.clockOffset ?? 0) / minute)).toBe(hours * -60);
    },
  );

  it('does not keep an application stopped for longer when it is set back', async () => {
    await using world = await tests.world();
    const { node, set } = await openAskew(world, 8 * hour);
    await world.grant(node, m);
    await world.sandbox.injectFault({ effect: 'html', times: 5, ...refresh });
    const codes: string[] = [];
    for (let call = 0; call < 6; call += 1) {
      await node.vault.rotate(world.appId, m).catch(({ code }) => codes.push(code));
    }
    expect(codes.at(-1)).toBe('circuit-open');
    set(0);
    expect(await node.vault.rotate(world.appId, m)).toMatchObject({ state: 'active', generation: 2 });
  });
});
