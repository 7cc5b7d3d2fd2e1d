import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';
import { deliverAll, type Node, userIdOf, type World } from '../support/world.js';

const m = 'merchant-1';
const day = 86_400;

/** A merchant orders the service, and the notification arrives. @returns the order's number */
async function order(world: World, node: Node, isvTicket: string, userId = userIdOf(m)): Promise<string> {
  const { orderId, body } = await orderLater(world, isvTicket, userId);
  expect(await node.vault.receiveNotification(world.appId, body)).toBe('success');
  return orderId;
}

/** A merchant orders the service. @returns the notification, as Alipay posts it */
async function orderLater(world: World, isvTicket: string, userId = userIdOf(m)) {
  const orderId = await world.sandbox.orderService(world.appId, userId, isvTicket);
  const notifications = await world.sandbox.notifications();
  const notification = notifications.findLast(({ kind }) => kind === 'servicemarket_order_notify');
  if (notification === undefined) throw new Error('there is no notification of the order');
  return { orderId, body: await world.sandbox.post(notification) };
}

/** A merchant consents from an order, and does not come back. @returns the notification, as Alipay posts it */
async function consentFrom(world: World, outBizNo: string, ...authAppIds: string[]): Promise<string[]> {
  const merchantApplications = authAppIds.map((authAppId) => ({
    authAppId,
    userId: userIdOf(m),
    kind: 'WEBAPP' as const,
  }));
  await world.sandbox.consent({ appId: world.appId, merchantApplications, outBizNo });
  return Promise.all(authAppIds.map((authAppId) => world.notification(authAppId, 'open_app_auth_notify')));
}

async function ordersOf({ vault }: Node, options: Parameters<typeof vault.orders>[0] = {}) {
  const all = [];
  for await (const page of vault.orders(options)) all.push(...page);
  return all;
}

const typesOf = ({ events }: Node) => events.map(({ type }) => type);

describeEngines('orders at the service market', (tests) => {
  it('that came before the grant say in its event which customer it is', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const orderId = await order(world, node, 'customer-7');
    expect(await ordersOf(node)).toMatchObject([
      {
        orderId,
        isvTicket: 'customer-7',
        userId: userIdOf(m),
        authAppId: null,
        title: 'Sandbox service',
        totalPrice: '0.00',
      },
    ]);
    const [authorization] = await world.grant(node, m);
    const expected = { orderId, isvTicket: 'customer-7' };
    expect(authorization).toMatchObject({ reference: null, unassigned: true, trigger: null, order: expected });
    await deliverAll(node);
    expect(node.events).toMatchObject([{ type: 'authorized', authAppId: m, order: expected }]);
    expect(await ordersOf(node, { authAppId: m, unmatched: false })).toMatchObject([{ orderId, authAppId: m }]);
    expect(await ordersOf(node, { unmatched: true })).toEqual([]);
    await expectInvariants(world, node);
  });

  it('that come after the grant are matched with it, and have an event of their own', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    const { orderId, body } = await orderLater(world, 'customer-7');
    for (let time = 0; time < 3; time += 1) await node.vault.receiveNotification(world.appId, body);
    await deliverAll(node);
    const expected = { orderId, isvTicket: 'customer-7' };
    expect(node.events).toMatchObject([
      { type: 'authorized', order: null },
      { type: 'ordered', authAppId: m, state: 'active', generation: 1, order: expected },
    ]);
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ generation: 1, order: expected });
    await node.vault.rotate(world.appId, m);
    await deliverAll(node);
    expect(node.events.at(-1)).toMatchObject({ type: 'rotated', order: expected });
    await expectInvariants(world, node);
  });

  it('are matched also when both arrive at the same time, at two processes', async () => {
    await using world = await tests.world();
    const nodes = await Promise.all([world.open(), world.open()]);
    const [first, second] = nodes;
    const merchants = Array.from({ length: 12 }, (_, index) => `merchant-${index}`);
    const arriving = [];
    for (const merchant of merchants) {
      const { body } = await orderLater(world, `customer of ${merchant}`, userIdOf(merchant));
      arriving.push({ body, code: await world.consent(merchant) });
    }
    await Promise.all(
      arriving.flatMap(({ body, code }) => [
        first.vault.receiveNotification(world.appId, body),
        second.vault.redeem({ appId: world.appId, code }),
      ]),
    );
    for (const merchant of merchants) {
      expect(await first.vault.authorization(world.appId, merchant)).toMatchObject({
        order: { isvTicket: `customer of ${merchant}` },
      });
    }
    await deliverAll(first);
    await deliverAll(second);
    const told = nodes.flatMap(({ events }) => events).filter((event) => event.order !== null);
    expect(new Set(told.map(({ authAppId }) => authAppId))).toEqual(new Set(merchants));
    expect(told).toHaveLength(merchants.length);
  });

  it('of one account are told apart by the number that the grant names', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await order(world, node, 'customer-7');
    const second = await order(world, node, 'customer-8');
    await world.grant(node, m);
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ order: null });
    await world.sandbox.advanceClock(1);
    const [body = ''] = await consentFrom(world, second, m);
    await node.vault.receiveNotification(world.appId, body);
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({
      trigger: 'appstore',
      outBizNo: second,
      order: { orderId: second, isvTicket: 'customer-8' },
    });
    await deliverAll(node);
    expect(node.events.at(-1)).toMatchObject({ type: 'reauthorized', outBizNo: second, order: { orderId: second } });

    // Two authorizations of the account: an order that names neither belongs to none, until a grant names it.
    await world.sandbox.advanceClock(1);
    const third = await orderLater(world, 'customer-9');
    const both = await consentFrom(world, third.orderId, 'merchant-2', 'merchant-3');
    await node.vault.receiveNotification(world.appId, third.body);
    for (const one of both) await node.vault.receiveNotification(world.appId, one);
    for (const authAppId of ['merchant-2', 'merchant-3']) {
      expect(await node.vault.authorization(world.appId, authAppId)).toMatchObject({
        order: { isvTicket: 'customer-9' },
      });
    }
    const fourth = await order(world, node, 'customer-10');
    expect(await ordersOf(node, { unmatched: true })).toMatchObject([{ isvTicket: 'customer-7' }, { orderId: fourth }]);
    await expectInvariants(world, node);
  });

  it('of the same merchant follow each other, whatever arrives first', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    const first = await orderLater(world, 'first year');
    await world.sandbox.advanceClock(365 * day);
    const second = await order(world, node, 'second year');
    await node.vault.receiveNotification(world.appId, first.body);
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ order: { orderId: second } });
    await deliverAll(node);
    expect(typesOf(node)).toEqual(['authorized', 'ordered']);
    expect(await ordersOf(node, { userId: userIdOf(m), unmatched: false })).toMatchObject([
      { isvTicket: 'second year' },
      { isvTicket: 'first year' },
    ]);
  });

  it('of an earlier grant do not replace that of the current one, whichever notification arrives last', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const first = await order(world, node, 'customer-7');
    const [earlier = ''] = await consentFrom(world, first, m);
    await world.sandbox.advanceClock(day);
    const second = await order(world, node, 'customer-8');
    const [later = ''] = await consentFrom(world, second, m);
    for (const body of [later, earlier]) await node.vault.receiveNotification(world.appId, body);
    const current = { outBizNo: second, order: { orderId: second, isvTicket: 'customer-8' } };
    expect(await node.vault.authorization(world.appId, m)).toMatchObject(current);
    expect(await ordersOf(node, { unmatched: true })).toEqual([]);
    await expectInvariants(world, node);
    expect(node.events).toMatchObject([{ type: 'authorized', ...current }]);
  });

  it('that are invalid, or of another application, are set aside', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const other = await world.open({ applications: [{ client: world.client(world.sandbox.app(1)) }] });
    const { body } = await orderLater(world, 'customer-7');
    expect(await other.vault.receiveNotification(world.sandbox.app(1).appId, body)).toBe('fail');
    expect(await ordersOf(node)).toEqual([]);
    await expect(ordersOf(node, { appId: 'unknown' })).rejects.toMatchObject({ code: 'unknown-application' });
    await expect(ordersOf(node, { pageSize: 0 })).rejects.toThrow(
      new TypeError('pageSize: expected a whole number, 1 to 1,000'),
    );
  });

  it('are listed in the order in which they came, also from where an earlier list ended', async () => {
    await using world = await tests.world();
    const node = await world.open();
    for (const ticket of ['a', 'b', 'c', 'd', 'e']) await order(world, node, ticket, userIdOf(ticket));
    const pages = [];
    for await (const page of node.vault.orders({ pageSize: 2 })) pages.push(page.map(({ isvTicket }) => isvTicket));
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    const [, second] = await ordersOf(node);
    const rest = await ordersOf(node, { appId: world.appId, after: second?.id });
    expect(rest.map(({ isvTicket }) => isvTicket)).toEqual(['c', 'd', 'e']);
  });

  it('move with an export, and are kept as long as the policy says', async () => {
    await using world = await tests.world();
    const node = await world.open({ retention: { orders: 30 } });
    const open = await order(world, node, 'to come', userIdOf('to come'));
    const orderId = await order(world, node, 'customer-7');
    const [body = ''] = await consentFrom(world, orderId, m);
    await node.vault.receiveNotification(world.appId, body);
    const to = join(world.spoolDirectory, `orders-${process.hrtime.bigint()}`);
    expect(await node.vault.export({ to })).toMatchObject({ authorizations: 1, pairs: 1 });
    await node.vault.forget(world.appId, m);
    expect(await ordersOf(node)).toMatchObject([{ orderId: open }]);
    for (let time = 0; time < 2; time += 1) await node.vault.import({ from: to });
    const origin = { trigger: 'appstore', outBizNo: orderId, order: { orderId, isvTicket: 'customer-7' } };
    expect(await node.vault.authorization(world.appId, m)).toMatchObject(origin);
    expect(await ordersOf(node)).toMatchObject([{ orderId: open }, { orderId, authAppId: m }]);

    await world.sandbox.advanceClock(31 * day);
    while (await node.turns.retention());
    expect(await ordersOf(node)).toMatchObject([{ orderId }]);
  });
});

describeEngines('the origin of a grant', (tests) => {
  it('is in the event when the notification brings the grant', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const [body = ''] = await consentFrom(world, '202611260001', m);
    await node.vault.receiveNotification(world.appId, body);
    const origin = { trigger: 'appstore', outBizNo: '202611260001' };
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ ...origin, order: null, reference: null });
    await deliverAll(node);
    expect(node.events).toMatchObject([{ type: 'authorized', ...origin }]);
    await expectInvariants(world, node);
  });

  it('is kept when the notification comes after the redirect, and after a rotation; the grant has one event', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const merchantApplications = [{ authAppId: m, userId: userIdOf(m), kind: 'WEBAPP' as const }];
    const outBizNo = '202611260002';
    const { app_auth_code: code } = await world.sandbox.consent({ appId: world.appId, merchantApplications, outBizNo });
    await node.vault.redeem({ appId: world.appId, code });
    await node.vault.rotate(world.appId, m);
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ trigger: null, outBizNo: null });
    await node.vault.receiveNotification(world.appId, await world.notification(m));
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ trigger: 'appstore', outBizNo });
    await node.vault.rotate(world.appId, m);
    await deliverAll(node);
    expect(node.events).toMatchObject([
      { type: 'authorized', outBizNo: null },
      { type: 'rotated', outBizNo: null },
      { type: 'rotated', outBizNo, trigger: 'appstore' },
    ]);
    await expectInvariants(world, node);
  });

  it('finds the authorization to assign', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { vault } = node;
    const { appId } = world;
    const unknown = { code: 'unknown-authorization', message: 'outBizNo: no authorization is known by it so far' };
    await expect(vault.assign(appId, { outBizNo: 'x' }, { reference: 'shop-7' })).rejects.toMatchObject(unknown);
    const orderId = await order(world, node, 'customer-7');
    const bodies = await consentFrom(world, orderId, m, 'merchant-2');
    for (const body of bodies) await vault.receiveNotification(appId, body);
    const ambiguous = {
      code: 'ambiguous',
      message: 'isvTicket: several authorizations are known by it; name the authAppId of one',
    };
    for (const target of [{ outBizNo: orderId }, { orderId }]) {
      await expect(vault.assign(appId, target, { reference: 'shop-7' })).rejects.toMatchObject({ code: 'ambiguous' });
    }
    await expect(vault.assign(appId, { isvTicket: 'customer-7' }, { reference: 'x' })).rejects.toMatchObject(ambiguous);
    await vault.assign(appId, m, { reference: 'shop-7' });
    expect(await vault.assign(appId, { isvTicket: 'customer-7' }, { reference: 'shop-8' })).toMatchObject({
      authAppId: 'merchant-2',
      reference: 'shop-8',
      unassigned: false,
    });

    const [third = ''] = await consentFrom(world, '202611260003', 'merchant-3');
    await vault.receiveNotification(appId, third);
    for (const reference of ['shop-9', 'shop-10']) {
      const assigned = await vault.assign(appId, { outBizNo: '202611260003' }, { reference });
      expect(assigned).toMatchObject({ authAppId: 'merchant-3', reference });
    }
    // What plain JavaScript can pass as well.
    const two: object = { outBizNo: '1', orderId: '2' };
    await expect(vault.assign(appId, two as { outBizNo: string }, { reference: 'x' })).rejects.toThrow(
      new TypeError('authAppId: expected one of outBizNo, orderId and isvTicket'),
    );
    const misspelt: object = { outBizno: '1' };
    await expect(vault.assign(appId, misspelt as { outBizNo: string }, { reference: 'x' })).rejects.toThrow(
      new TypeError('authAppId.outBizno: there is no such option; did you mean "outBizNo"?'),
    );
    await expectInvariants(world, node);
  });
});
