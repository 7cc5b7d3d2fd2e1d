import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../../database/test/support/test-database.js';
import { addReceiver } from '../support/add-receiver.js';
import { HubWorld } from '../support/hub-world.js';
import { queryDatabase } from '../support/query-database.js';
import { localReceivers, TestReceiver } from '../support/test-receiver.js';
import { until } from '../support/until.js';

const merchants = ['2021000000000011', '2021000000000012', '2021000000000013'];
const day = 86_400_000;

interface Entry {
  readonly appId: string;
  readonly at: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** All hours together: the test may run at the turn of an hour. */
function total(series: readonly Entry[], name: string): number {
  return series.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0);
}

const longestLag = (series: readonly Entry[]) =>
  Math.max(0, ...series.map(({ counts }) => counts['webhooks-lag'] ?? 0));

for (const engine of engineNames) {
  describe(`GET /v1/stats (${engine})`, () => {
    it('counts what happened, what there is, and when it expires', async () => {
      await using world = await HubWorld.start({ engine });
      await world.grant(...merchants);
      const path = (authAppId = '', rest = '') => `/v1/apps/${world.appId}/authorizations/${authAppId}${rest}`;
      await world.node.request('POST', path(merchants[0], '/rotate'));
      await world.node.request('POST', path(merchants[2], '/deactivate'));
      const call = `/proxy/${world.appId}/${merchants[0]}/v3/alipay/trade/query`;
      const called = await world.node.request('POST', call, { body: { out_trade_no: 'order-1' } });
      expect(called.status, 'there is no such order').toBe(400);
      await until('the notifications were delivered', () =>
        world.sandbox.notifications().every(({ status }) => status === 'delivered'),
      );
      // On a busy machine, Alipay may send one again that the hub has taken already.
      const sent = world.sandbox.notifications().reduce((sum, { attempts }) => sum + attempts.length, 0);
      // What a node has counted is written when it stops; the next one counts the journal when it starts.
      await world.node.hub.stop();
      const node = await world.startNode();
      const stats = async (query = '') => (await node.request('GET', `/v1/stats?${query}`)).json;
      await until('the journal is counted', async () => total((await stats()).series, 'rotations') > 0);

      const { series, authorizations, deadlines } = await stats(`appId=${world.appId}`);
      expect(total(series, 'rotations')).toBe(1);
      expect(total(series, 'redemptions')).toBe(1);
      expect(total(series, 'notifications')).toBe(sent);
      expect(total(series, 'calls-failed')).toBe(1);
      expect(series.at(-1)).toMatchObject({
        appId: world.appId,
        counts: { 'authorizations-active': 2, 'authorizations-deactivated': 1 },
      });
      expect(authorizations).toEqual(
        expect.arrayContaining([
          { appId: world.appId, state: 'active', count: 2 },
          { appId: world.appId, state: 'deactivated', count: 1 },
        ]),
      );
      expect(deadlines.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(2);
      for (const { from, to } of deadlines) expect(to - from).toBe(7 * day);

      const byDay = await stats('by=day');
      expect(total(byDay.series, 'notifications')).toBe(sent);
      expect(total(byDay.series.slice(-1), 'authorizations-active')).toBe(2);
    });
  });
}

describe('GET /v1/stats', () => {
  it('shows a key nothing of other applications, and refuses a period that is too long', async () => {
    await using world = await HubWorld.start();
    await world.grant(...merchants);
    const key = await world.createKey(['read'], { appIds: ['2021999999999999'] });
    const { json } = await world.node.request('GET', '/v1/stats', { key });
    expect(json).toEqual({ series: [], authorizations: [], deadlines: [] });
    const long = await world.node.request('GET', `/v1/stats?from=0&to=${32 * day}`);
    expect(long.json).toMatchObject({ status: 400, detail: 'from: expected at most 31 days before to' });
  });

  it('counts what happened while no hub ran', async () => {
    await using world = await HubWorld.start();
    await world.grant(...merchants);
    await world.node.hub.stop();
    const away = sql`delete from ${sql.table('hub_statistic')}`;
    await queryDatabase(world.database.url, away);
    // As if the operation were of three days ago.
    const earlier = (Date.now() - 3 * day).toString(16).padStart(12, '0') + '0'.repeat(20);
    await queryDatabase(world.database.url, sql`update ${sql.table('operation')} set id = ${earlier}`);
    const node = await world.startNode();
    await until('the hour of then is counted', async () => {
      const { json } = await node.request('GET', `/v1/stats?from=${Date.now() - 4 * day}`);
      return total(json.series, 'redemptions') === 1;
    });
  });

  it('says how long an event waits at most for its receiver, and not what a replay is older than that', async () => {
    await using receiver = await TestReceiver.start();
    await using world = await HubWorld.start({ settings: { webhooks: localReceivers } });
    const added = await addReceiver(world, receiver);
    receiver.react = () => 503;
    await world.grant(...merchants);
    const waiting = await added.deliveries('pending', 3);
    await until('all were tried', async () =>
      (await added.deliveries('pending', 3)).every(({ attempts }) => attempts > 0),
    );
    const minutes = 40;
    world.advance(minutes * 60_000);
    receiver.react = () => 204;
    await added.deliveries('delivered', 3);
    world.advance(3 * 3_600_000);
    await added.request('POST', `/deliveries/${waiting[0].id}/replay`);
    await until('it arrived once more', () => receiver.received.length > 6);
    await added.deliveries('delivered', 3);
    await world.node.hub.stop();
    const next = await world.startNode();
    const longest = longestLag((await next.request('GET', '/v1/stats')).json.series);
    expect(longest).toBeGreaterThan(minutes * 60_000);
    expect(longest).toBeLessThan(2 * 3_600_000);
  });

  it('counts an event that still waits', async () => {
    await using receiver = await TestReceiver.start();
    await using world = await HubWorld.start({ settings: { webhooks: localReceivers } });
    const added = await addReceiver(world, receiver);
    receiver.react = () => 503;
    await world.grant(...merchants);
    await added.deliveries('pending', 3);
    world.advance(20 * 60_000);
    // A node looks as soon as it starts, and writes what it counted when it stops.
    const second = await world.startNode();
    await second.hub.stop();
    const { json } = await world.node.request('GET', '/v1/stats');
    expect(longestLag(json.series)).toBeGreaterThanOrEqual(20 * 60_000);
  });
});
