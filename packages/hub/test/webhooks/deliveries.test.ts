import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addReceiver } from '../support/add-receiver.js';
import { HubWorld } from '../support/hub-world.js';
import { localReceivers, type ReceivedWebhook, TestReceiver } from '../support/test-receiver.js';
import { until } from '../support/until.js';

const [first, second, third, fourth, fifth, sixth] = [
  '2021000000000111',
  '2021000000000112',
  '2021000000000113',
  '2021000000000114',
  '2021000000000115',
  '2021000000000116',
] as const;
const hours = 3_600_000;

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start({ settings: { webhooks: { ...localReceivers, pauseAfter: 1_000 } } });
});
afterAll(() => world[Symbol.asyncDispose]());

const authorization = (merchant: string) => `/v1/apps/${world.appId}/authorizations/${merchant}`;
const isOf =
  (merchant: string) =>
  ({ event }: ReceivedWebhook) =>
    event.authAppId === merchant;
const typesOf = (receiver: TestReceiver, merchant: string) =>
  receiver.received.filter(isOf(merchant)).map(({ event }) => event.type);

describe('deliveries', () => {
  it('keep the order of an authorization while its first event fails, and hold up no other', async () => {
    await using receiver = await TestReceiver.start();
    let isBroken = true;
    receiver.react = (received) => (isBroken && isOf(first)(received) ? 500 : 204);
    const added = await addReceiver(world, receiver);
    await world.grant(first);
    await until('the first attempt was made', () => typesOf(receiver, first).length === 1);
    await world.node.request('POST', `${authorization(first)}/rotate`);
    await world.grant(second);
    await until('the other authorization is served', () => typesOf(receiver, second).length === 1);
    const [waiting] = await added.deliveries('pending', 2);
    expect(waiting).toMatchObject({ attempts: 1, log: [{ status: 500, failure: 'status' }] });
    expect(typesOf(receiver, first)).toEqual(['authorization.authorized']);
    isBroken = false;
    world.advance(10_000);
    await added.deliveries('delivered', 3);
    expect(typesOf(receiver, first)).toEqual([
      'authorization.authorized',
      'authorization.authorized',
      'authorization.rotated',
    ]);
    const [failed, taken] = receiver.received.filter(isOf(first));
    expect(failed?.headers['webhook-id']).toBe(taken?.headers['webhook-id']);
    await added.request('DELETE', '');
  });

  it('a receiver gets what it missed by a replay since an instant, in order, and one event by a replay of it', async () => {
    await using receiver = await TestReceiver.start();
    const added = await addReceiver(world, receiver, { types: ['authorization.authorized', 'authorization.rotated'] });
    await added.request('PATCH', '', { state: 'disabled' });
    const since = Date.now();
    await world.grant(third);
    await world.node.request('POST', `${authorization(third)}/rotate`);
    await until('both events are recorded', async () => {
      const { json } = await world.node.request('GET', `/v1/events?authAppId=${third}`);
      return json.events.length === 2;
    });
    await added.request('PATCH', '', { state: 'enabled' });
    const key = { 'idempotency-key': 'replay-1' };
    const replayed = await added.request('POST', '/replay', { since }, key);
    expect(replayed.json).toEqual({ replayed: 2, next: null });
    const [, rotated] = await added.deliveries('delivered', 2);
    expect(receiver.types).toEqual(['authorization.authorized', 'authorization.rotated']);
    // A repetition of the request has no effect.
    expect((await added.request('POST', '/replay', { since }, key)).json).toEqual({ replayed: 2, next: null });
    expect((await added.deliveries('delivered', 2)).length).toBe(2);
    expect((await added.request('POST', `/deliveries/${rotated.id}/replay`)).json).toMatchObject({ id: rotated.id });
    await until('it arrived once more', () => receiver.received.length === 3);
    expect(receiver.types.at(-1)).toBe('authorization.rotated');
    expect((await added.request('POST', '/deliveries/nothing/replay')).status).toBe(404);
    expect((await added.request('GET', '/deliveries/nothing')).status).toBe(404);
    expect((await added.request('POST', '/replay', {})).json.detail).toBe('body: expected either since or state');
    await added.request('DELETE', '');
  });

  it('an event is sent once more when its replay is asked for while it is being sent', async () => {
    await using receiver = await TestReceiver.start();
    let respond = () => {};
    receiver.react = (_, response) => {
      if (receiver.received.length > 1) return 204;
      respond = () => void response.writeHead(204).end();
      return undefined;
    };
    const added = await addReceiver(world, receiver, { types: ['authorization.authorized'] });
    await world.grant(sixth);
    await until('it is being sent', () => receiver.received.length === 1);
    const [sending] = await added.deliveries('pending', 1);
    expect((await added.request('POST', `/deliveries/${sending.id}/replay`)).status).toBe(200);
    respond();
    await until('it arrived once more', () => receiver.received.length === 2);
    await added.deliveries('delivered', 1);
    await added.request('DELETE', '');
  });

  it('a trade is forwarded once with the authorization and the reference that it belongs to', async () => {
    await using receiver = await TestReceiver.start();
    await world.grant(fourth);
    await world.node.request('POST', `${authorization(fourth)}/assign`, { body: { reference: 'shop-4' } });
    const added = await addReceiver(world, receiver, { reference: 'shop-4', types: ['trade.updated'] });
    const elsewhere = await addReceiver(world, receiver, { reference: 'shop-5' });
    const { json: app } = await world.node.request('GET', `/v1/apps/${world.appId}`);
    const body = { out_trade_no: 'w-1', total_amount: '1.00', subject: '茶', notify_url: app.notifyUrl };
    const ordered = await world.node.request('POST', `/proxy/${world.appId}/${fourth}/v3/alipay/trade/precreate`, {
      body,
    });
    expect(ordered.status).toBe(200);
    const trade = world.sandbox.listTrades().find(({ outTradeNo }) => outTradeNo === 'w-1');
    world.sandbox.payTrade(trade?.tradeNo ?? '');
    const [delivery] = await added.deliveries('delivered', 1);
    expect(delivery.body).toMatchObject({
      type: 'trade.updated',
      appId: world.appId,
      authAppId: fourth,
      reference: 'shop-4',
      data: {
        notification: { outTradeNo: 'w-1', tradeStatus: 'TRADE_SUCCESS', totalAmount: '1.00' },
        authorization: { authAppId: fourth, state: 'active' },
      },
    });
    const sent = world.sandbox
      .notifications()
      .find(({ notifyId }) => notifyId === delivery.body.data.notification.notifyId);
    if (sent === undefined) throw new Error('Alipay sent nothing');
    await world.sandbox.redeliver(sent.id);
    const { json } = await world.node.request('GET', '/v1/events?type=trade.updated');
    expect(json.events).toHaveLength(1);
    expect(receiver.received).toHaveLength(1);
    for (const one of [added, elsewhere]) await one.request('DELETE', '');
  });

  it('nothing is left of a merchant that is forgotten', async () => {
    await using receiver = await TestReceiver.start();
    const added = await addReceiver(world, receiver);
    await world.grant(fifth);
    await added.deliveries('delivered', 1);
    await world.node.request('POST', `${authorization(fifth)}/assign`, { body: { reference: 'shop-forgotten' } });
    const own = await addReceiver(world, receiver, { reference: 'shop-forgotten' });
    await own.request('POST', '/test');
    await own.deliveries('delivered', 1);
    await own.request('DELETE', '');
    expect((await world.node.request('DELETE', authorization(fifth))).status).toBe(204);
    const dump = await world.dump();
    for (const trace of [fifth, 'shop-forgotten']) expect(dump).not.toContain(trace);
    await added.request('DELETE', '');
  });

  it('are counted, and what waits is measured', async () => {
    const { text } = await world.node.request('GET', '/metrics');
    expect(text).toMatch(/lingpai_webhook_attempts_total\{outcome="delivered",failure=""\} [1-9]/);
    expect(text).toMatch(/lingpai_webhook_attempts_total\{outcome="retried",failure="status"\} [1-9]/);
    expect(text).toMatch(/lingpai_webhook_lag_seconds \d/);
    expect(text).toMatch(/lingpai_webhooks_paused 0/);
  });
});

describe('a receiver that is broken', () => {
  it('is given up after three days, event by event; others are told, and a replay delivers', async () => {
    await using own = await HubWorld.start({ settings: { webhooks: { ...localReceivers, pauseAfter: 1_000 } } });
    await using receiver = await TestReceiver.start();
    await using watcher = await TestReceiver.start();
    let isPoisoned = true;
    receiver.react = ({ event }) => (isPoisoned && event.type === 'authorization.authorized' ? 500 : 204);
    const added = await addReceiver(own, receiver);
    await addReceiver(own, watcher, { types: ['webhook.dead'] });
    await own.grant(first);
    await until('the first attempt was made', () => receiver.received.length === 1);
    await own.node.request('POST', `/v1/apps/${own.appId}/authorizations/${first}/rotate`);
    await added.deliveries('pending', 2);
    // The second attempt, in time; the last one, after three days.
    own.advance(10_000);
    await until('the second attempt was made', () => receiver.received.length === 2);
    const traces = receiver.received.map(({ headers }) => String(headers.traceparent));
    expect(traces[0]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(traces.map((one) => one.slice(0, 35))).toEqual([traces[0]?.slice(0, 35), traces[0]?.slice(0, 35)]);
    expect(traces[1]).not.toBe(traces[0]);
    await until('its end is stored', async () => (await added.deliveries('pending', 2))[0].attempts === 2);
    own.advance(73 * hours);
    const [dead] = await added.deliveries('dead', 1);
    expect(dead).toMatchObject({ type: 'authorization.authorized', attempts: 3, authAppId: first });
    await until('the next event proceeds', () => receiver.types.includes('authorization.rotated'));
    await until('the other receiver is told', () => watcher.received.length === 1);
    expect(watcher.received[0]?.event).toMatchObject({
      authAppId: first,
      data: { webhookId: added.id, deliveryId: dead.id, eventId: dead.eventId, failure: 'status', status: 500 },
    });
    expect(receiver.types).not.toContain('webhook.dead');
    isPoisoned = false;
    const dry = await added.request('POST', '/replay', { state: 'dead', dryRun: true });
    expect(dry.json).toEqual({ replayed: 1, next: null });
    expect((await added.request('GET', `/deliveries/${dead.id}`)).json).toEqual(dead);
    expect((await added.request('POST', '/replay', { state: 'dead' })).json).toEqual({ replayed: 1, next: null });
    await until('it is delivered', async () => {
      const { json } = await added.request('GET', `/deliveries?eventId=${dead.eventId}`);
      return json.deliveries[0].state === 'delivered';
    });
    expect(own.node.log.join('')).toContain('given up after three days');
    expect(
      (await own.node.request('GET', '/readyz')).json.findings.map(({ check }: { check: string }) => check),
    ).not.toContain('webhooks');
  });

  it('is paused, tried now and then, and gets everything as soon as it works', async () => {
    await using own = await HubWorld.start({ settings: { webhooks: { ...localReceivers, pauseAfter: 2 } } });
    await using receiver = await TestReceiver.start();
    await using watcher = await TestReceiver.start();
    let isBroken = true;
    receiver.react = () => (isBroken ? 503 : 204);
    const added = await addReceiver(own, receiver, { types: ['authorization.authorized'] });
    await addReceiver(own, watcher, { types: ['webhook.paused', 'webhook.resumed'] });
    await own.grant(first, second);
    await until('it is paused', () => watcher.types.includes('webhook.paused'));
    await own.grant(third, fourth);
    await added.deliveries('pending', 4);
    const before = receiver.received.length;
    expect(before).toBe(2);
    own.advance(60_000);
    await until(
      'one attempt finds out that it still fails',
      async () => (await added.request('GET', '')).json.failures === 3,
    );
    expect(receiver.received.length).toBe(3);
    isBroken = false;
    own.advance(15 * 60_000);
    await added.deliveries('delivered', 4);
    await until('the other receiver is told', () => watcher.types.includes('webhook.resumed'));
    expect(watcher.types).toEqual(['webhook.paused', 'webhook.resumed']);
    expect((await added.request('GET', '')).json).toMatchObject({ failures: 0, failingSince: null, pausedUntil: null });
  });
});
