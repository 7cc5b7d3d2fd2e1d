import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import { expect, it } from 'vitest';
import type { Authorization } from '../../src/index.js';
import { storeMethodSet } from '../../src/methods/method-sets.js';
import { emptyRow } from '../../src/store/lock-authorization.js';
import { authorizationCode } from '../../src/store/row-code.js';
import { describeEngines } from '../support/engines.js';
import { expectInvariants, until } from '../support/invariants.js';
import { deliverAll, type Node, type World } from '../support/world.js';

const m = 'merchant-1';
const pay = 'alipay.trade.pay';
const query = 'alipay.trade.query';
const refund = 'alipay.trade.refund';

async function lacking(node: Node, method: string, options: object = {}): Promise<string[]> {
  const found: Authorization[] = [];
  for await (const page of node.vault.list({ ...options, lacking: method })) found.push(...page);
  return found.map(({ authAppId }) => authAppId);
}

/** The audit's first question about a grant comes minutes after the consent. */
async function audit(world: World, node: Node): Promise<void> {
  await world.sandbox.advanceClock(6 * 60);
  await node.turns.audit();
}

describeEngines('what a grant permits', (tests) => {
  it('is known as soon as the audit has asked about a new grant', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { appId } = world;
    await world.sandbox.setMethods(appId, [pay, query]);
    await world.grant(node, m);
    expect(await node.vault.can(appId, m, pay)).toBe('unknown');
    expect(await node.vault.authorization(appId, m)).toMatchObject({ methodsAt: null, fullDelegation: null });
    expect(await lacking(node, refund)).toEqual([]);
    await audit(world, node);
    expect(await node.vault.can(appId, m, pay)).toBe(true);
    expect(await node.vault.can(appId, m, refund)).toBe(false);
    const { issuedAt, authStart, authEnd, methodsAt, fullDelegation } =
      (await node.vault.authorization(appId, m)) ?? expect.fail('it is there');
    expect(Math.abs((authStart ?? 0) - (issuedAt ?? 0))).toBeLessThan(60_000);
    expect(authEnd).toBe((authStart ?? 0) + 31_536_000_000);
    expect(methodsAt).toBeGreaterThan(issuedAt ?? 0);
    expect(fullDelegation).toBe(true);
    // A rotation changes nothing about it.
    await node.vault.rotate(appId, m);
    expect(await node.vault.can(appId, m, pay)).toBe(true);
    const asked = (await world.sandbox.requests()).filter(({ pathAndQuery }) => pathAndQuery.includes('/app/query'));
    expect(asked).toHaveLength(1);

    await expectInvariants(world, node);
    await node.vault.deactivate(appId, m);
    expect(await node.vault.can(appId, m, pay)).toBe(false);
    expect(await lacking(node, refund)).toEqual([]);
    await expect(node.vault.can(appId, 'nobody', pay)).rejects.toMatchObject({ code: 'unknown-authorization' });
    await expect(node.vault.can(appId, m, 'trade pay')).rejects.toThrow(
      new TypeError('method: expected a method of Alipay, such as "alipay.trade.pay"'),
    );
    await expect(lacking(node, refund, { dueBefore: 1 })).rejects.toThrow(
      new TypeError('lacking: expected it without dueBefore'),
    );
  });

  it('grows when those who lack a product that was added later are invited, and consent again', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { appId } = world;
    await world.sandbox.setMethods(appId, [pay, query]);
    await world.grant(node, '2021900000000111', 'merchant-2', 'merchant-3');
    await audit(world, node);
    await world.sandbox.setMethods(appId, [pay, query, refund]);
    await world.grant(node, 'merchant-4');
    await audit(world, node);
    expect(await lacking(node, refund)).toEqual(['2021900000000111', 'merchant-2', 'merchant-3']);
    const merchant = new AlipayTradeApi(node.vault.merchant(appId, 'merchant-2'));
    const refused = merchant.refund({ out_trade_no: '1', refund_amount: '1.00', out_request_no: '1' });
    await expect(refused).rejects.toMatchObject({ code: 'invalid-app-auth-token-no-api' });

    const { url } = await node.vault.invite(appId, '2021900000000111', { reference: 'shop-7' });
    expect(url).toMatch(/^http/);
    await world.grant(node, '2021900000000111', 'merchant-2');
    await audit(world, node);
    expect(await node.vault.can(appId, 'merchant-2', refund)).toBe(true);
    expect(await lacking(node, refund)).toEqual(['merchant-3']);
    await deliverAll(node);
    expect(node.events.filter(({ authAppId }) => authAppId === 'merchant-2').map(({ type }) => type)).toEqual([
      'authorized',
      'attention',
      'reauthorized',
    ]);
  });

  it('is learned from a call that Alipay refuses for want of permission', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { appId } = world;
    await world.sandbox.setMethods(appId, [query]);
    await world.grant(node, m);
    const merchant = node.vault.merchant(appId, m);
    const charge = { out_trade_no: '1', subject: '茶', total_amount: '8.80', auth_code: '281234567890123456' };
    await expect(new AlipayTradeApi(merchant).pay({ ...charge, scene: 'bar_code' })).rejects.toMatchObject({
      code: 'invalid-app-auth-token-no-api',
    });
    await until('it is known', async () => (await node.vault.can(appId, m, pay)) === false);
    expect(await node.vault.can(appId, m, query)).toBe(true);
    await until('it is told', async () => (await node.vault.authorization(appId, m))?.state === 'attention');
    expect(await node.vault.authorization(appId, m)).toMatchObject({ reason: 'permission-missing' });
    expect(await lacking(node, pay)).toEqual([m]);
  });

  it('is what Alipay refuses, not what it lists, until it lists it again', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { appId } = world;
    await world.grant(node, m, 'merchant-2');
    await audit(world, node);
    expect(await node.vault.can(appId, m, query)).toBe(true);
    const body = { code: 'insufficient-isv-permissions', message: 'ISV权限不足' };
    await world.sandbox.setStub(query, { status: 403, body });
    const calls = [
      () => new AlipayTradeApi(node.vault.merchant(appId, m)).query({ out_trade_no: '1' }),
      () =>
        node.vault
          .merchant(appId, m)
          .request({ method: 'POST', path: '/v3/alipay/trade/query', body: { out_trade_no: '1' } }),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: body.code, verified: true });
    await until('it is known', async () => (await node.vault.can(appId, m, query)) === false);
    expect(await node.vault.can(appId, m, pay)).toBe(true);
    expect(await lacking(node, query)).toEqual([m]);
    // The merchant's grant may be sound: the product is missing, perhaps at the application.
    expect(await node.vault.authorization(appId, m)).toMatchObject({ state: 'active', generation: 1 });
    expect(await node.vault.can(appId, 'merchant-2', query)).toBe(true);
    expect(await node.vault.check(appId, m)).toMatchObject({ state: 'active' });
    expect(await node.vault.can(appId, m, query)).toBe(true);
    expect(await lacking(node, query)).toEqual([]);
  });

  it('lists those who lack a method page by page, whatever their grants permit otherwise', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { context } = node;
    const kinds = [[pay], [pay, query], [pay, refund], [query, refund], []];
    const names = Array.from({ length: 500 }, (_, index) => `merchant-${String(index).padStart(4, '0')}`);
    await context.store.write(async (database) => {
      const sets: string[] = [];
      for (const kind of kinds) sets.push(await storeMethodSet(context, database, world.appId, kind));
      const rows = names.map((authAppId, index) => {
        const state = index % 7 === 0 ? ('cancelled' as const) : ('active' as const);
        const method_set = index % 11 === 0 ? null : (sets[index % sets.length] ?? null);
        const row = { ...emptyRow(context, { appId: world.appId, authAppId }, 1), state, method_set };
        return { ...row, row_code: authorizationCode(context.secret, row) };
      });
      await database.insertInto('authorization').values(rows).execute();
    });
    const expected = names.filter(
      (_, index) => index % 7 && index % 11 && !kinds[index % kinds.length]?.includes(refund),
    );
    expect(await lacking(node, refund, { pageSize: 30 })).toEqual(expected);
    const after = { authAppId: expected[99] ?? '', refreshDeadline: null };
    expect(await lacking(node, refund, { pageSize: 30, appId: world.appId, after })).toEqual(expected.slice(100));
    expect(await lacking(node, 'alipay.trade.close', { state: 'cancelled' })).toEqual(
      names.filter((_, index) => index % 7 === 0 && index % 11),
    );
  });
});
