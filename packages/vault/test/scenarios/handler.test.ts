import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import { expect, it } from 'vitest';
import { openConsentPage } from '../../../sandbox/test/support/consent-browser.js';
import type { VaultHandlerOptions } from '../../src/index.js';
import { describeEngines } from '../support/engines.js';
import { expectInvariants, until } from '../support/invariants.js';
import { frameworks } from '../support/mounted.js';
import { notificationReceiver } from '../support/notification-receiver.js';
import { type Node, userIdOf, type World } from '../support/world.js';

const authAppId = '2021900000000111';
const tea = '2088900000000011';
const m = 'merchant-1';
const names = ['Express', 'Hono'] as const;
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const notifyAt = (notifyUrl: string, { sandbox, appId }: World) =>
  fetch(`${sandbox.endpoint}/sandbox/applications/${appId}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ notifyUrl }),
  });

/** The states of the sandbox's deliveries, oldest first. */
const deliveries = async ({ sandbox }: World) => (await sandbox.notifications()).map(({ status }) => status);

const address = (path: string) => `http://localhost${path}`;
const post = (path: string, body: string) => new Request(address(path), { method: 'POST', body, headers: form });
const outcome = async (response: Response) => ({ status: response.status, body: await response.text() });

/** What Alipay posts when a customer of the merchant has paid. */
async function tradeNotification(world: World, node: Node): Promise<string> {
  const { url, received } = await notificationReceiver();
  const charge = { out_trade_no: 'order-1', subject: '茶', total_amount: '8.80', auth_code: '281234567890123456' };
  await new AlipayTradeApi(node.vault.merchant(world.appId, m)).pay({ ...charge, scene: 'bar_code', notify_url: url });
  const ofTrade = () => [...received.values()].find((body) => body.includes('trade_status_sync'));
  await until('the payment is notified', () => ofTrade() !== undefined);
  return ofTrade() ?? '';
}

describeEngines('the mounted vault', (tests) => {
  it.each(tests.engine === 'sqlite' ? names : names.slice(0, 1))(
    'in %s takes a merchant from the invitation to the cancellation',
    async (name) => {
      await using world = await tests.world();
      const node = await world.open();
      const { appId } = world;
      const trades: unknown[] = [];
      const handler = node.vault.handler({
        basePath: '/alipay',
        on: {
          tradeStatus({ outTradeNo, tradeStatus, totalAmount }, { authorization, reference }) {
            trades.push({ outTradeNo, tradeStatus, totalAmount, authAppId: authorization?.authAppId, reference });
          },
        },
      });
      await using app = await frameworks[name](handler);
      const notifyUrl = `${app.origin}/alipay/notify/${appId}`;
      await notifyAt(notifyUrl, world);

      const redirectUri = `${app.origin}/alipay/callback/${appId}`;
      const { url } = await node.vault.invite(appId, authAppId, { reference: 'shop-7', redirectUri });
      const consent = await (await openConsentPage(url)).submit({ decision: 'consent', auth_app_id: authAppId });
      const page = await fetch(consent.headers.get('location') ?? '');
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('授权成功');
      const active = { state: 'active', userId: tea, reference: 'shop-7', unassigned: false };
      expect(await node.vault.authorization(appId, authAppId)).toMatchObject(active);
      await until('the authorization is notified', async () => (await deliveries(world)).join() === 'delivered');

      const charge = { out_trade_no: 'order-1', subject: '茶', total_amount: '8.80', auth_code: '281234567890123456' };
      const payment = { ...charge, scene: 'bar_code', notify_url: notifyUrl };
      await new AlipayTradeApi(node.vault.merchant(appId, authAppId)).pay(payment);
      await until('the payment is notified', () => trades.length === 1);
      expect(trades).toEqual([
        { outTradeNo: 'order-1', tradeStatus: 'TRADE_SUCCESS', totalAmount: '8.80', authAppId, reference: 'shop-7' },
      ]);

      await world.sandbox.advanceClock(5);
      await world.cancel(authAppId);
      await until('the cancellation is known', async () => {
        return (await node.vault.authorization(appId, authAppId))?.state === 'cancelled';
      });
      await until('all of it is delivered', async () => (await deliveries(world)).every((one) => one === 'delivered'));
      expect(node.reports).toEqual([]);
    },
  );
});

describeEngines('the handler of the vault', (tests) => {
  const opened = async (world: World, options: VaultHandlerOptions = {}) => {
    const node = await world.open();
    return {
      node,
      handler: node.vault.handler(options),
      notify: `/notify/${world.appId}`,
      back: `/callback/${world.appId}`,
    };
  };

  it('applies an authorization once, and tells Alipay success only when it is stored', async () => {
    await using world = await tests.world();
    const { node, handler, notify } = await opened(world);
    await world.consent(m);
    const body = await world.notification(m);
    for (let time = 0; time < 3; time += 1) {
      expect(await outcome(await handler(post(notify, body)))).toEqual({ status: 200, body: 'success' });
    }
    expect((await node.vault.history(world.appId, m)).pairs).toHaveLength(1);
    await expectInvariants(world, node);
  });

  it('tells Alipay fail while the caller has not stored a payment, and calls once more', async () => {
    await using world = await tests.world();
    const stored: string[] = [];
    const deliveries: unknown[] = [];
    let isDown = true;
    const { node, handler, notify } = await opened(world, {
      seen: (notifyId) => stored.includes(notifyId),
      onDelivery({ verdict, type, notifyId }) {
        deliveries.push({ verdict, type, isNamed: notifyId !== undefined });
        throw new Error('a hook');
      },
      on: {
        async serviceOrder({ notifyId }) {
          if (isDown) throw new Error('down');
          stored.push(notifyId);
        },
      },
    });
    await world.sandbox.orderService(world.appId, userIdOf(m));
    const [order] = await world.sandbox.notifications();
    const body = order === undefined ? '' : await world.sandbox.post(order);
    expect(await outcome(await handler(post(notify, body)))).toEqual({ status: 500, body: 'fail' });
    expect(node.reports).toMatchObject([
      { kind: 'handler', message: 'onDelivery threw' },
      { kind: 'handler', message: 'handler: the handler rejected' },
    ]);
    isDown = false;
    for (let time = 0; time < 2; time += 1) {
      expect(await outcome(await handler(post(notify, body)))).toEqual({ status: 200, body: 'success' });
    }
    expect(stored).toHaveLength(1);
    const told = { type: 'servicemarket_order_notify', isNamed: true };
    expect(deliveries.slice(0, 2)).toEqual([
      { verdict: 'failed', ...told },
      { verdict: 'handled', ...told },
    ]);
  });

  it.each([
    ['the only authorization of the account', [m], m],
    ['none, where the account has several', [m, 'merchant-2'], undefined],
    ['none, where the account has none', [], undefined],
  ])('hands a service order on with %s', async (_, authorized, expected) => {
    await using world = await tests.world();
    const orders: unknown[] = [];
    const { node, handler, notify } = await opened(world, {
      on: {
        serviceOrder: ({ userId }, { authorization, reference }) =>
          void orders.push({ userId, authAppId: authorization?.authAppId, reference }),
      },
    });
    const userId = userIdOf(m);
    for (const one of authorized) {
      const merchantApplications = [{ authAppId: one, userId, kind: 'WEBAPP' as const }];
      const { app_auth_code: code } = await world.sandbox.consent({ appId: world.appId, merchantApplications });
      await node.vault.redeem({ appId: world.appId, code, reference: 'shop-7' });
    }
    await world.sandbox.orderService(world.appId, userId);
    const order = (await world.sandbox.notifications()).at(-1);
    const body = order === undefined ? '' : await world.sandbox.post(order);
    expect(await outcome(await handler(post(notify, body)))).toEqual({ status: 200, body: 'success' });
    expect(orders).toEqual([{ userId, authAppId: expected, reference: expected && 'shop-7' }]);
  });

  it('drops nothing silently: a kind without a handler is told fail, and reported', async () => {
    await using world = await tests.world();
    const { node, handler, notify } = await opened(world);
    await world.sandbox.orderService(world.appId, userIdOf(m));
    const [order] = await world.sandbox.notifications();
    const body = order === undefined ? '' : await world.sandbox.post(order);
    // The vault keeps an order itself.
    expect(await outcome(await handler(post(notify, body)))).toEqual({ status: 200, body: 'success' });
    await world.grant(node, m);
    const trade = await tradeNotification(world, node);
    expect(await outcome(await handler(post(notify, trade)))).toEqual({ status: 500, body: 'fail' });
    const others: unknown[] = [];
    const accepting = node.vault.handler({ on: { other: ({ type }) => void others.push(type) } });
    for (const one of [body, trade]) {
      expect(await outcome(await accepting(post(notify, one)))).toEqual({ status: 200, body: 'success' });
    }
    expect(others).toEqual(['servicemarket_order_notify', 'trade_status_sync']);
    expect(node.reports.map(({ kind }) => kind)).toEqual(['handler']);
  });

  it('refuses what is not from Alipay, for another application, or no notification', async () => {
    await using world = await tests.world();
    const refused: unknown[] = [];
    const { node, handler, notify } = await opened(world, { onDelivery: (delivery) => void refused.push(delivery) });
    await world.consent(m);
    const body = await world.notification(m);
    const forged = body.replace('open_app_auth_notify', 'open_app_auth_notifY');
    const foreign = body.replace(`app_id=${world.appId}`, `app_id=${world.sandbox.app(1).appId}`);
    for (const one of [forged, foreign, 'app_id=1']) {
      expect(await outcome(await handler(post(notify, one)))).toEqual({ status: 400, body: 'fail' });
    }
    expect(await outcome(await handler(new Request(address(notify))))).toEqual({ status: 405, body: 'fail' });
    expect(node.reports.map(({ kind }) => kind)).toEqual(Array(4).fill('notification-refused'));
    const nothing = { notifyId: undefined, type: undefined, authAppId: undefined };
    const refusal = { appId: world.appId, verdict: 'refused', ...nothing };
    const reasons = ['unverified', 'foreign-application', 'foreign-application', 'method'];
    expect(refused).toEqual(reasons.map((reason) => ({ ...refusal, reason })));
    expect(await node.vault.authorization(world.appId, m)).toBeUndefined();
  });

  it('shows a page without scripts and secrets for each outcome, and lets the caller decide', async () => {
    await using world = await tests.world();
    const { node, handler, back } = await opened(world);
    const { appId } = world;
    const { state } = node.vault.consentLink({ appId, reference: '"><script>alert(1)</script>' });
    const query = (parameters: Record<string, string>) => `${back}?${new URLSearchParams({ state, ...parameters })}`;
    const code = await world.consent(m);
    const pages: readonly (readonly [string, number, string])[] = [
      [query({ error: '<b>denied' }), 200, '未授权'],
      [query({ app_auth_code: code }), 200, '授权成功'],
      [query({ app_auth_code: 'never-issued' }), 400, '授权无效'],
      [query({ app_id: '1', app_auth_code: code }), 400, '授权无效'],
      [`${back}?app_auth_code=${await world.consent('merchant-2')}`, 200, '授权已收到'],
      [`${back}/`, 400, '没有授权信息'],
    ];
    for (const [path, status, title] of pages) {
      const response = await handler(new Request(address(path)));
      const page = await response.text();
      expect({ path, status: response.status, title: page.match(/<h1>(.*)<\/h1>/)?.[1] }).toEqual({
        path,
        status,
        title,
      });
      for (const secret of ['<script', '<b>', 'alert', code, 'never-issued']) expect(page).not.toContain(secret);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
        ),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
    }

    const results: unknown[] = [];
    const own = node.vault.handler({
      onCallback(result, context) {
        results.push({ outcome: result.outcome, appId: context.appId, cookie: context.request.headers.get('cookie') });
        if (result.outcome === 'authorized') return Response.redirect('https://isv.example.com/done', 303);
        if (result.outcome === 'declined') throw new Error('the template is missing');
        return undefined;
      },
    });
    const request = new Request(address(query({ app_auth_code: code })), { headers: { cookie: 'session=1' } });
    const redirect = await own(request);
    expect([redirect.status, redirect.headers.get('location')]).toEqual([303, 'https://isv.example.com/done']);
    expect(await outcome(await own(new Request(address(query({ error: 'x' })))))).toMatchObject({ status: 200 });
    expect((await own(new Request(address(back)))).status).toBe(400);
    expect(results).toEqual([
      { outcome: 'authorized', appId, cookie: 'session=1' },
      { outcome: 'declined', appId, cookie: null },
      { outcome: 'no-code', appId, cookie: null },
    ]);
    expect(node.reports.filter(({ kind }) => kind === 'handler')).toMatchObject([
      { message: 'onCallback rejected; the merchant got the default page' },
    ]);
  });

  it('knows no other paths and methods, and resolves also when the vault is closed', async () => {
    await using world = await tests.world();
    const { node, handler, notify, back } = await opened(world);
    for (const path of [
      '/',
      '/callback',
      '/callback/2021000000009999',
      `${notify}/x`,
      `/alipay${notify}`,
      '//callback/',
    ]) {
      expect((await handler(new Request(address(path)))).status).toBe(404);
    }
    const head = await handler(new Request(address(back), { method: 'HEAD' }));
    expect([head.status, head.headers.get('allow')]).toEqual([405, 'GET']);
    await world.consent(m);
    const body = await world.notification(m);
    await node.vault.close();
    expect((await handler(new Request(address(`${back}?app_auth_code=x`)))).status).toBe(500);
    expect((await handler(post(notify, body))).status).toBe(500);
  });

  it('refuses wrong options', async () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ basepath: '' }, 'basepath: there is no such option; did you mean "basePath"?'],
      [{ basePath: 'alipay' }, 'basePath: expected a path such as "/alipay", without a slash at its end'],
      [{ basePath: '/alipay/' }, 'basePath: expected a path such as "/alipay", without a slash at its end'],
      [{ on: { authorized() {} } }, 'on.authorized: there is no such option'],
      [{ on: { other: 1 } }, 'on.other: expected a function'],
      [{ seen: true }, 'seen: expected a function'],
      [{ onCallback: '' }, 'onCallback: expected a function'],
      [{ timeout: 0 }, 'timeout: expected a whole number, 1 to 2,147,483,647'],
      [{ bodyLimit: 2_000_000 }, 'bodyLimit: expected a whole number, 1 to 1,048,576'],
    ];
    await using world = await tests.world();
    const { vault } = await world.open();
    for (const [options, message] of wrong) expect(() => vault.handler(options)).toThrow(new TypeError(message));
  });
});
