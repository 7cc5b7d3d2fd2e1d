import { nodeTransport } from '@lingpai/alipay';
import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { holdResponses } from '../support/held-responses.js';
import { expectInvariants, until } from '../support/invariants.js';
import { dieAt, Killed } from '../support/killed.js';
import { endLeases, leasesOver } from '../support/leases.js';
import { deliverAll, type Node, type World } from '../support/world.js';

const refresh = { match: { grantType: 'refresh_token' } } as const;
const m = 'merchant-1';

/** What a process would do that takes over: recovery, then rotation when it is due. */
async function takeOver(world: World, node: Node): Promise<void> {
  await endLeases(node);
  await node.turns.recovery();
  await world.sandbox.advanceClock(120);
  await node.turns.rotation();
}

describeEngines('rotation', (tests) => {
  it('killed after Alipay rotated, before the response is stored', async () => {
    await using world = await tests.world();
    const first = await world.open();
    await world.grant(first, m);
    const before = await first.vault.token(world.appId, m);
    const dying = await world.open({ onKillPoint: dieAt('after-response') });
    await expect(dying.vault.rotate(world.appId, m)).rejects.toBeInstanceOf(Killed);
    expect(await world.grants('refresh_token')).toBe(1);
    expect((await first.vault.token(world.appId, m)).value).toBe(before.value);

    await takeOver(world, first);
    expect(await world.grants('refresh_token')).toBe(2);
    expect((await first.vault.authorization(world.appId, m))?.state).toBe('active');
    expect((await first.vault.token(world.appId, m)).value).toBe((await world.snapshot(m))?.pairs.at(-1)?.appAuthToken);
    await expectInvariants(world, first);
    expect(first.events.map(({ type }) => type)).toEqual(['authorized', 'rotated']);
    const { operations } = await first.vault.history(world.appId, m);
    expect(operations.map(({ state }) => state)).toEqual(['applied', 'unknown']);
    const used = (await world.sandbox.requests()).map(({ body }) => /"refresh_token":"([^"]+)"/.exec(body)?.[1]);
    expect(new Set(used.filter((token) => token !== undefined)).size).toBe(1);
  });

  it('the response is lost on the wire', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    const before = await node.vault.token(world.appId, m);
    for (const effect of ['drop-after', 'truncate', 'bad-signature'] as const) {
      await world.sandbox.injectFault({ effect, ...refresh });
      await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'outcome-unknown' });
    }
    expect(await node.vault.token(world.appId, m)).toMatchObject({ value: before.value, state: 'active' });
    await deliverAll(node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized']);

    await world.sandbox.advanceClock(3_600);
    await node.turns.rotation();
    expect((await node.vault.token(world.appId, m)).value).toBe((await world.snapshot(m))?.pairs.at(-1)?.appAuthToken);
    await expectInvariants(world, node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized', 'rotated']);
  });

  it('the response is lost, and a refresh token works only once', async () => {
    await using world = await tests.world({ settings: { refreshReuse: 'strict' } });
    const node = await world.open();
    await world.grant(node, m);
    await world.sandbox.injectFault({ effect: 'drop-after', ...refresh });
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'outcome-unknown' });
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'cannot-rotate' });
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({
      state: 'attention',
      reason: 'cannot-rotate',
    });
    await expectInvariants(world, node);

    await world.sandbox.advanceClock(2 * 86_400);
    await node.context.store.write((database) => database.updateTable('authorization').set({ probe_at: 1 }).execute());
    await node.turns.audit();
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ reason: 'needs-reauthorization' });
    await expect(node.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'needs-reauthorization' });
    await world.grant(node, m);
    await expectInvariants(world, node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized', 'attention', 'attention', 'reauthorized']);
  });

  it.each([1, 1_000])('two nodes and %i callers each rotate one merchant at once', async (callers) => {
    await using world = await tests.world();
    const nodes = [await world.open({ rotationSpacing: 600_000 }), await world.open({ rotationSpacing: 600_000 })];
    const [first, second] = nodes;
    if (first === undefined || second === undefined) throw new Error('there are two');
    await world.grant(first, m);
    await world.sandbox.injectFault({ effect: 'delay', ms: 60, ...refresh });
    const results = await Promise.all(
      Array.from({ length: callers }, (_, index) =>
        nodes.map(({ vault }) => vault.rotate(world.appId, m, { reason: `caller ${index}` })),
      ).flat(),
    );
    expect(await world.grants('refresh_token')).toBe(1);
    expect(new Set(results.map(({ generation, state }) => `${generation} ${state}`))).toEqual(new Set(['2 active']));
    const token = await second.vault.token(world.appId, m);
    expect(token.value).toBe((await first.vault.token(world.appId, m)).value);
    await expectInvariants(world, first);
  });

  it('two nodes find it due while callers rotate it', async () => {
    await using world = await tests.world();
    const nodes = [await world.open({ rotationSpacing: 600_000 }), await world.open({ rotationSpacing: 600_000 })];
    const [first] = nodes;
    if (first === undefined) throw new Error('there are two');
    await world.grant(first, m);
    await world.sandbox.advanceClock(250 * 86_400);
    await world.sandbox.injectFault({ effect: 'delay', ms: 60, ...refresh });
    await Promise.all(
      nodes.flatMap(({ vault, turns }) => [
        turns.rotation(),
        vault.rotate(world.appId, m),
        turns.rotation(),
        vault.rotate(world.appId, m),
      ]),
    );
    expect(await world.grants('refresh_token')).toBe(1);
    expect(await first.vault.authorization(world.appId, m)).toMatchObject({ state: 'active', generation: 2 });
    await expectInvariants(world, first);
  });

  it('the lease ends while the holder still waits', async () => {
    await using world = await tests.world();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let received = false;
    const frozen = await world.open({
      onKillPoint: async (point) => {
        if (point !== 'after-response') return;
        received = true;
        await held;
      },
    });
    const node = await world.open();
    await world.grant(node, m);
    const late = frozen.vault.rotate(world.appId, m);
    await until('the first has its response', () => received);
    await endLeases(node);
    await world.sandbox.advanceClock(2);
    await node.vault.rotate(world.appId, m);
    const current = (await node.vault.token(world.appId, m)).value;
    release();
    await late;
    expect(await world.grants('refresh_token')).toBe(2);
    expect((await node.vault.token(world.appId, m)).value).toBe(current);
    expect((await node.vault.history(world.appId, m)).pairs).toHaveLength(3);
    await expectInvariants(world, node);
  });

  it('the holder is frozen before it sends, and then does not send', async () => {
    await using world = await tests.world();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let sending = false;
    const frozen = await world.open({
      callTimeout: 200,
      lease: 400,
      onKillPoint: async (point) => {
        if (point !== 'before-send') return;
        sending = true;
        await held;
      },
    });
    const node = await world.open();
    await world.grant(node, m);
    const late = frozen.vault.rotate(world.appId, m);
    late.catch(() => undefined);
    await until('the first is about to send', () => sending);
    await until('the lease ends', () => leasesOver(node));
    await node.vault.rotate(world.appId, m);
    release();
    await expect(late).rejects.toMatchObject({ code: 'rotation-failed' });
    expect(await world.grants('refresh_token')).toBe(1);
    await expectInvariants(world, node);
  });

  it('the late pair is the newer one, says Alipay', async () => {
    await using world = await tests.world();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const send = nodeTransport();
    const slow = world.client(world.app, {
      transport: async (request) => {
        await held;
        return send(request);
      },
    });
    const node = await world.open();
    await world.grant(node, m);
    const late = (await world.open({ applications: [{ client: slow }] })).vault.rotate(world.appId, m);
    await until('it is leased', async () => (await node.vault.history(world.appId, m)).operations.length === 1);
    await node.context.store.write(async (database) => {
      await database.updateTable('authorization').set({ lease_until: 1 }).execute();
      await database.updateTable('operation').set({ lease_until: 1 }).execute();
    });
    await node.vault.rotate(world.appId, m);
    release();
    await late;
    expect((await world.snapshot(m))?.pairs).toHaveLength(3);
    expect((await node.vault.token(world.appId, m)).value).toBe((await world.snapshot(m))?.pairs.at(-1)?.appAuthToken);
    expect((await node.vault.history(world.appId, m)).pairs.map(({ verdict }) => verdict)).toContain('valid');
    await expectInvariants(world, node);
  });

  it('a re-authorization while a rotation runs', async () => {
    await using world = await tests.world();
    const { transport, letThrough } = holdResponses('refresh_token');
    const node = await world.open({ applications: [{ client: world.client(world.app, { transport }) }] });
    await world.grant(node, m);
    await world.sandbox.advanceClock(100);
    const rotation = node.vault.rotate(world.appId, m);
    await until('Alipay has rotated', async () => (await world.snapshot(m))?.pairs.length === 2);
    await world.sandbox.advanceClock(100);
    const code = await world.consent(m);
    expect(await node.vault.receiveNotification(world.appId, await world.notification(m))).toBe('success');
    await node.vault.redeem({ appId: world.appId, code });
    letThrough();
    await rotation;
    const token = await node.vault.token(world.appId, m);
    expect(token.value).toBe((await world.snapshot(m))?.pairs.at(-1)?.appAuthToken);
    expect((await node.vault.history(world.appId, m)).pairs).toHaveLength(3);
    await expectInvariants(world, node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized', 'reauthorized']);
  });
});
