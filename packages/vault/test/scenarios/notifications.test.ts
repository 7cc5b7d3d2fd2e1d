import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { holdResponses } from '../support/held-responses.js';
import { expectInvariants, until } from '../support/invariants.js';
import { deliverAll, type Node, type World } from '../support/world.js';

const m = 'merchant-1';
const cancelled = 'alipay.open.auth.appauth.cancelled';

async function tell(world: World, { vault }: Node, kind?: Parameters<World['notification']>[1]) {
  return vault.receiveNotification(world.appId, await world.notification(m, kind), 'application/x-www-form-urlencoded');
}

describeEngines('notifications', (tests) => {
  it.each(['refresh_token', 'authorization_code'])('a cancellation while a call with %s runs', async (grantType) => {
    await using world = await tests.world();
    const { transport, letThrough } = holdResponses(grantType);
    const node = await world.open({ applications: [{ client: world.client(world.app, { transport }) }] });
    const other = await world.open();
    if (grantType === 'refresh_token') await world.grant(node, m);
    await world.sandbox.advanceClock(10);
    const code = grantType === 'refresh_token' ? '' : await world.consent(m);
    const calls = (await world.sandbox.requests()).length;
    const running = code === '' ? node.vault.rotate(world.appId, m) : node.vault.redeem({ appId: world.appId, code });
    await until('Alipay has done it', async () =>
      code === ''
        ? (await world.snapshot(m))?.pairs.length === 2
        : (await world.sandbox.state()).codes.some(({ used }) => used),
    );
    expect(calls).toBeLessThanOrEqual(1);
    await world.sandbox.advanceClock(10);
    await world.cancel(m);
    expect(await tell(world, other, cancelled)).toBe('success');
    await expect(other.vault.token(world.appId, m)).rejects.toMatchObject({ code: 'cancelled' });
    letThrough();
    await running;
    for (const { vault } of [node, other]) {
      await expect(vault.token(world.appId, m)).rejects.toMatchObject({ code: 'cancelled' });
    }
    const authorization = await node.vault.authorization(world.appId, m);
    expect(authorization).toMatchObject({ state: 'cancelled' });
    expect(Math.abs((authorization?.cancelledAt ?? 0) - world.clock())).toBeLessThan(60_000);
    // What came late is kept.
    const { pairs } = await node.vault.history(world.appId, m);
    expect(pairs).toHaveLength(grantType === 'refresh_token' ? 2 : 1);
    await expectInvariants(world, node);
  });

  it('a cancellation before the grant is stored leaves a tombstone', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.consent(m);
    await world.sandbox.advanceClock(10);
    await world.cancel(m);
    expect(await tell(world, node, cancelled)).toBe('success');
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({
      state: 'cancelled',
      cancelledAt: expect.any(Number),
    });
    expect(await tell(world, node, 'open_app_auth_notify')).toBe('success');
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'cancelled' });
    expect((await node.vault.history(world.appId, m)).pairs).toHaveLength(1);
    await expectInvariants(world, node);
    expect(node.events).toEqual([]);
    await world.sandbox.advanceClock(10);
    await world.grant(node, m);
    await expectInvariants(world, node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized']);
  });

  it.each(['token', 'user'] as const)('a cancellation that names the %s only', async (cancellationContent) => {
    await using world = await tests.world({ settings: { cancellationContent } });
    const node = await world.open();
    await world.grant(node, m);
    await world.grant(node, 'merchant-2');
    await world.sandbox.advanceClock(10);
    await world.cancel(m);
    expect(await tell(world, node, cancelled)).toBe('success');
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'cancelled' });
    await expectInvariants(world, node);
    expect(node.events.filter(({ authAppId }) => authAppId === m).map(({ type }) => type)).toEqual([
      'authorized',
      'cancelled',
    ]);
  });

  it('the same notification 1,000 times, on two nodes', async () => {
    await using world = await tests.world();
    const nodes = [await world.open(), await world.open()];
    const [first] = nodes;
    if (first === undefined) throw new Error('there are two');
    await world.consent(m);
    const body = await world.notification(m);
    const responses = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => nodes[index % 2]?.vault.receiveNotification(world.appId, body)),
    );
    expect(new Set(responses)).toEqual(new Set(['success']));
    expect((await first.vault.history(world.appId, m)).pairs).toHaveLength(1);
    await expectInvariants(world, first);
    expect(first.events).toHaveLength(1);
  });

  it('a bad signature leaves no trace but a report', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.consent(m);
    const body = await world.notification(m);
    const forged = new URLSearchParams(body);
    forged.set('auth_app_id', 'merchant-2');
    expect(await node.vault.receiveNotification(world.appId, forged.toString())).toBe('fail');
    expect(await node.vault.receiveNotification(world.appId, 'no=form&no=form')).toBe('fail');
    const merchantApplications = [{ authAppId: 'merchant-3', userId: '2088000000000001', kind: 'WEBAPP' as const }];
    await world.sandbox.consent({ appId: world.sandbox.app(1).appId, merchantApplications });
    expect(await node.vault.receiveNotification(world.appId, await world.notification('merchant-3'))).toBe('fail');
    expect(node.reports.map(({ kind }) => kind)).toEqual(Array(3).fill('notification-refused'));
    for (const table of ['inbox', 'authorization', 'pair', 'operation', 'outbox', 'audit'] as const) {
      const rows = await node.context.store.read((database) => database.selectFrom(table).selectAll().execute());
      expect(rows, table).toEqual([]);
    }
  });

  it('grant, cancellation, second grant and rotation arriving in all 24 orders', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { vault } = node;
    const steps = ['grant', 'cancellation', 'second grant', 'rotation'] as const;
    const states = new Set<string>();
    for (const [index, order] of permutations(steps).entries()) {
      const name = `merchant-${index}`;
      const bodies = { grant: '', cancellation: '', 'second grant': '' };
      await world.consent(name);
      bodies.grant = await world.notification(name);
      await world.sandbox.advanceClock(5);
      await world.cancel(name);
      bodies.cancellation = await world.notification(name, cancelled);
      await world.sandbox.advanceClock(5);
      await world.consent(name);
      bodies['second grant'] = await world.notification(name);
      await world.sandbox.advanceClock(5);
      for (const step of order) {
        // A node that has nothing to rotate yet, or nothing any more, does not rotate.
        if (step === 'rotation') await vault.rotate(world.appId, name).catch(() => undefined);
        else expect(await vault.receiveNotification(world.appId, bodies[step])).toBe('success');
      }
      const authorization = await vault.authorization(world.appId, name);
      states.add(`${authorization?.state} ${authorization?.cancelledAt !== null} ${authorization?.contested}`);
      const token = await vault.token(world.appId, name);
      expect(token.value, order.join(', ')).toBe((await world.snapshot(name))?.pairs.at(-1)?.appAuthToken);
    }
    expect([...states]).toEqual(['active true false']);
    await expectInvariants(world, node);
  });

  it('equal times are settled by asking Alipay', async () => {
    await using world = await tests.world({ standing: true });
    const node = await world.open();
    for (const [name, ends] of [
      ['cancelled-last', true],
      ['granted-last', false],
    ] as const) {
      await world.consent(name);
      const first = await world.notification(name);
      await world.cancel(name);
      const cancellation = await world.notification(name, cancelled);
      if (!ends) await world.consent(name);
      const second = await world.notification(name, 'open_app_auth_notify');
      for (const body of [first, cancellation, second]) await node.vault.receiveNotification(world.appId, body);
      const authorization = await node.vault.authorization(world.appId, name);
      expect(authorization).toMatchObject({ state: ends ? 'cancelled' : 'active', contested: false });
    }
    const asked = (await world.sandbox.requests()).filter(({ pathAndQuery }) => pathAndQuery.includes('/query?'));
    expect(asked.length).toBeGreaterThanOrEqual(2);
    await expectInvariants(world, node);
  });

  it('orders at the service market are signed under the other rule, and accepted at the same address', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.sandbox.orderService(world.appId, '2088120000000002');
    const order = (await world.sandbox.notifications()).find(({ kind }) => kind === 'servicemarket_order_notify');
    if (order === undefined) throw new Error('there is no notification of the order');
    const body = await world.sandbox.post(order);
    expect(await node.vault.receiveNotification(world.appId, body)).toBe('success');
    const strict = await world.open({ applications: [{ client: world.client(world.app), notifyRule: 'V1' }] });
    expect(await strict.vault.receiveNotification(world.appId, body)).toBe('fail');
    await expectInvariants(world, node);
  });

  it('a cancellation without a notification is found by the error on use', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    const merchant = node.vault.merchant(world.appId, m);
    const use = () => merchant.request({ method: 'GET', path: '/v3/alipay/open/app/members/query?role=DEVELOPER' });
    await use();
    await world.sandbox.advanceClock(10);
    await world.cancel(m);
    await expect(use()).rejects.toMatchObject({ code: 'invalid-app-auth-token' });
    await until('it is found out', async () => (await node.vault.authorization(world.appId, m))?.state === 'cancelled');
    await expect(use()).rejects.toMatchObject({ code: 'cancelled' });
    const attempts = (await world.sandbox.requests()).filter(({ body }) =>
      body.includes('"grant_type":"refresh_token"'),
    );
    expect(attempts).toHaveLength(1);
    await expectInvariants(world, node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized', 'cancelled']);
  });

  it('a cancellation without a notification is found by the rolling audit', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m, 'merchant-2');
    await node.turns.audit();
    const calls = (await world.sandbox.requests()).length;
    await world.sandbox.advanceClock(10);
    await world.cancel(m);
    await node.turns.audit();
    expect(await world.sandbox.requests()).toHaveLength(calls);
    await world.sandbox.advanceClock(45 * 86_400);
    await node.turns.audit();
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'cancelled' });
    expect(await node.vault.authorization(world.appId, 'merchant-2')).toMatchObject({ state: 'active' });
    const attempts = (await world.sandbox.requests()).filter(({ body }) =>
      body.includes('"grant_type":"refresh_token"'),
    );
    expect(attempts.length).toBeLessThanOrEqual(1);
    await deliverAll(node);
    const calls2 = (await world.sandbox.requests()).length;
    await node.turns.audit();
    expect(await world.sandbox.requests()).toHaveLength(calls2);
    await expectInvariants(world, node);
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
