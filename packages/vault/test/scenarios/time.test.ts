import { afterEach, expect, it } from 'vitest';
import type { RotationPolicy } from '../../src/index.js';
import { describeEngines } from '../support/engines.js';
import { holdResponses } from '../support/held-responses.js';
import { expectInvariants, until } from '../support/invariants.js';
import type { Node } from '../support/world.js';

const m = 'merchant-1';
const hour = 3_600;
const day = 24 * hour;
const refresh = { match: { grantType: 'refresh_token' } } as const;
const timeZone = process.env.TZ;

describeEngines('time', (tests) => {
  afterEach(() => {
    if (timeZone === undefined) delete process.env.TZ;
    else process.env.TZ = timeZone;
  });

  it('a clock that is wrong by hours moves no deadline, and schedules nothing', async () => {
    await using world = await tests.world({ settings: { timestampWindow: 30 * day } });
    let offset = 3 * hour * 1000;
    const node = await world.open({ clock: () => world.clock() + offset });
    await world.grant(node, m);
    const deadline = (await world.snapshot(m))?.pairs.at(-1)?.refreshExpiresAt ?? 0;
    expect((await node.vault.authorization(world.appId, m))?.refreshDeadline).toBeGreaterThanOrEqual(deadline);
    expect((await node.vault.authorization(world.appId, m))?.refreshDeadline).toBeLessThan(deadline + 60_000);
    await world.sandbox.advanceClock(250 * day);
    await node.turns.rotation();
    expect(await world.grants('refresh_token')).toBe(0);
    expect(node.reports).toMatchObject([{ kind: 'clock-skew' }]);
    offset = -20 * day * 1000;
    expect((await node.vault.token(world.appId, m)).state).toBe('active');
    await node.turns.rotation();
    expect(await world.grants('refresh_token')).toBe(0);
    offset = 0;
    await node.turns.rotation();
    expect(await world.grants('refresh_token')).toBe(1);
    await expectInvariants(world, node);
  });

  it.each([
    [4, 1],
    [6, 0],
  ])('with a clock that is %i minutes off, %i is rotated by schedule', async (minutes, rotated) => {
    await using world = await tests.world();
    const node = await world.open({ clock: () => world.clock() - minutes * 60_000 });
    await world.grant(node, m);
    await world.sandbox.advanceClock(250 * day);
    await node.turns.rotation();
    expect(await world.grants('refresh_token')).toBe(rotated);
  });

  it('a lease is measured by the clock of the database', async () => {
    await using world = await tests.world({ settings: { timestampWindow: 30 * day } });
    const { transport, letThrough } = holdResponses('refresh_token');
    const client = world.client(world.app, { transport });
    const node = await world.open({ rotationSpacing: 600_000, applications: [{ client }] });
    const ahead = await world.open({ rotationSpacing: 600_000, clock: () => world.clock() + 5 * hour * 1000 });
    await world.grant(node, m);
    const first = node.vault.rotate(world.appId, m);
    await until('Alipay has rotated', async () => (await world.snapshot(m))?.pairs.length === 2);
    await ahead.turns.recovery();
    const second = ahead.vault.rotate(world.appId, m);
    letThrough();
    await Promise.all([first, second]);
    expect(await world.grants('refresh_token')).toBe(1);
    await expectInvariants(world, node);
  });

  it.each(['Pacific/Kiritimati', 'America/Sao_Paulo', 'UTC'])('the time zone %s changes nothing', async (zone) => {
    process.env.TZ = zone;
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await world.sandbox.advanceClock(5);
    // Both codes are of the last 24 hours: Alipay has to tell when each pair was issued.
    await world.grant(node, m);
    expect((await node.vault.token(world.appId, m)).value).toBe((await world.snapshot(m))?.pairs.at(-1)?.appAuthToken);
    const { pairs } = await node.vault.history(world.appId, m);
    for (const { issuedAt } of pairs) expect(Math.abs(issuedAt - world.clock())).toBeLessThan(60_000);
    await expectInvariants(world, node);
  });

  it('the refresh deadline approaches', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const other = await world.open();
    await world.grant(node, m);
    await world.sandbox.injectFault({ effect: 'status', status: 503, times: 100_000, ...refresh });
    const attempts: number[] = [];
    await world.sandbox.advanceClock(330 * day);
    let seen = (await world.sandbox.requests()).at(-1)?.id ?? 0;
    for (let passed = 0, step = 6; passed < 43 * 24; passed += step) {
      step = passed < 35 * 24 ? 6 : 1;
      await node.turns.rotation();
      await Promise.all([node.turns.alerts(), other.turns.alerts()]);
      const last = (await world.sandbox.requests(seen)).at(-1);
      if (last !== undefined) attempts.push(passed);
      seen = last?.id ?? seen;
      await world.sandbox.advanceClock(step * hour);
    }
    await expectInvariants(world, node);
    const told = node.events.filter(({ authAppId, type }) => authAppId === m && type === 'deadline');
    expect(told.map(({ daysLeft }) => daysLeft)).toEqual([30, 14, 7, 3, 1, 0]);
    expect(node.events.filter(({ authAppId }) => authAppId === m).at(-1)).toMatchObject({
      type: 'attention',
      reason: 'cannot-rotate',
    });
    const daily = attempts.filter((at) => at > 5 * 24 && at < 30 * 24);
    const hourly = attempts.filter((at) => at > 37 * 24 && at < 41 * 24);
    expect(daily.length).toBeGreaterThan(15);
    expect(daily.length).toBeLessThan(40);
    expect(hourly.length).toBeGreaterThan(45);
    expect(await node.vault.token(world.appId, m)).toMatchObject({ state: 'attention' });

    await world.sandbox.clearFaults();
    await world.grant(node, m);
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'active', reason: null });
    await expectInvariants(world, node);
  });

  it('rotates by need, and by the policy that was chosen', async () => {
    await using world = await tests.world();
    const client = world.client();
    const node = await world.open({ applications: [{ client, rotation: { everyDays: 10 } }] });
    await world.grant(node, m);
    await node.turns.rotation();
    await world.sandbox.advanceClock(9 * day);
    await node.turns.rotation();
    expect(await world.grants('refresh_token')).toBe(0);
    await world.sandbox.advanceClock(2 * day);
    await node.turns.rotation();
    expect(await world.grants('refresh_token')).toBe(1);
    const never = await world.open({ applications: [{ client, rotation: 'never' }] });
    await world.grant(never, 'merchant-2');
    expect(await never.vault.authorization(world.appId, 'merchant-2')).toMatchObject({ rotationDue: null });
  });

  it('a policy that was changed counts for the authorizations that there are', async () => {
    await using world = await tests.world();
    const client = world.client();
    const open = (rotation: RotationPolicy) => world.open({ applications: [{ client, rotation }] });
    const due = async ({ vault }: Node) => (await vault.authorization(world.appId, m))?.rotationDue ?? null;
    const never = await open('never');
    await world.grant(never, m);
    expect(await due(never)).toBeNull();
    const days = await open({ everyDays: 10 });
    await days.turns.rotation();
    expect(await due(days)).toBeGreaterThan(world.clock() + 9 * day * 1_000);
    expect(await due(days)).toBeLessThan(world.clock() + 11 * day * 1_000);
    // Before the turn that would rotate it.
    await world.sandbox.advanceClock(11 * day);
    const stopped = await open('never');
    await stopped.turns.rotation();
    expect([await due(stopped), await world.grants('refresh_token')]).toEqual([null, 0]);
    const needed = await open('before-deadline');
    await needed.turns.rotation();
    expect(await due(needed)).toBeGreaterThan(world.clock() + 150 * day * 1_000);
    await world.sandbox.advanceClock(250 * day);
    await needed.turns.rotation();
    expect(await world.grants('refresh_token')).toBe(1);
    await expectInvariants(world, needed);
  });

  it('a changed policy leaves what is due for another reason, and what cannot be rotated', async () => {
    await using world = await tests.world();
    const client = world.client();
    const node = await world.open({ applications: [{ client, rotation: { everyDays: 10 } }] });
    await world.grant(node, m);
    await world.sandbox.injectFault({ effect: 'status', status: 503, ...refresh, times: 100_000 });
    await world.sandbox.advanceClock(11 * day);
    await node.turns.rotation();
    const failed = await node.vault.authorization(world.appId, m);
    expect(failed?.rotationDue).not.toBeNull();
    const never = await world.open({ applications: [{ client, rotation: 'never' }] });
    await never.turns.rotation();
    expect((await never.vault.authorization(world.appId, m))?.rotationDue).not.toBeNull();
  });
});
