import { describe, expect, it } from 'vitest';
import { engineNames } from '../../../database/test/support/test-database.js';
import { HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

interface Activity {
  readonly id: string;
  readonly kind: string;
  readonly at: number;
  readonly name: string | null;
  readonly verdict: string;
  readonly authAppId: string | null;
}

const merchant = '2021000000000011';

async function activityOf(world: HubWorld, query = ''): Promise<Activity[]> {
  const { json, text } = await world.node.request('GET', `/v1/activity?${query}`);
  if (json.activity === undefined) throw new Error(text);
  return json.activity;
}

for (const engine of engineNames) {
  describe(`GET /v1/activity (${engine})`, () => {
    it('lists operations and notifications with their verdicts, page by page', async () => {
      await using world = await HubWorld.start({ engine });
      await world.grant(merchant);
      const path = `/v1/apps/${world.appId}/authorizations/${merchant}`;
      await world.node.request('POST', `${path}/rotate`, { body: { reason: 'test' } });
      await until('the notification of the grant was verified', async () => {
        return (await activityOf(world, 'kind=notification&verdict=verified')).length === 1;
      });
      const [delivered] = world.sandbox.notifications();
      await world.sandbox.redeliver(delivered?.id ?? 0);
      await until('it was a duplicate the second time', async () => {
        return (await activityOf(world, 'verdict=duplicate')).length === 1;
      });
      const forged = await world.node.request('POST', `/notify/${world.appId}`, {
        key: null,
        body: `notify_id=1&app_id=${world.appId}&notify_type=trade_status_sync&sign_type=RSA2&sign=AAAA`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(forged.text).toBe('fail');
      await until('it was refused', async () => (await activityOf(world, 'verdict=refused')).length === 1);

      const all = await activityOf(world);
      expect(all.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual(
        expect.arrayContaining(['operation applied', 'notification verified', 'notification duplicate']),
      );
      expect(await activityOf(world, 'verdict=refused')).toMatchObject([
        { kind: 'notification', name: null, reason: 'unverified', notifyId: null, authAppId: null },
      ]);
      expect(await activityOf(world, `appId=${world.appId}&authAppId=${merchant}&kind=operation`)).toMatchObject([
        { name: 'rotate', verdict: 'applied', reason: 'test', authAppId: merchant },
      ]);
      expect(await activityOf(world, 'kind=notification&verdict=verified')).toMatchObject([
        { name: 'open_app_auth_notify', authAppId: merchant },
      ]);
      const paged: Activity[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query = cursor === '' ? '' : `&cursor=${cursor}`;
        const { json } = await world.node.request('GET', `/v1/activity?limit=2${query}`);
        paged.push(...json.activity);
        cursor = json.next;
      }
      expect(paged).toEqual(all);
      const [newest] = all;
      const oldest = all.at(-1);
      const between = Math.floor(((newest?.at ?? 0) + (oldest?.at ?? 0)) / 2);
      const at = (id = '') => `/v1/activity/${id}`;
      for (const one of [newest, oldest]) {
        expect((await world.node.request('GET', at(one?.id))).json).toEqual(one);
      }
      expect(await activityOf(world, `since=${between}`)).toContainEqual(newest);
      expect(await activityOf(world, `since=${between}`)).not.toContainEqual(oldest);
      expect(await activityOf(world, `until=${between}`)).toContainEqual(oldest);
      expect(await activityOf(world, `until=${between}`)).not.toContainEqual(newest);
      expect(await activityOf(world, `until=1`)).toEqual([]);
      expect((await world.node.request('GET', at('0'.repeat(32)))).status).toBe(404);
      const other = await world.createKey(['read'], { appIds: ['2021999999999999'] });
      expect((await world.node.request('GET', '/v1/activity', { key: other })).json.activity).toEqual([]);
      for (const one of [newest, oldest]) {
        expect((await world.node.request('GET', at(one?.id), { key: other })).status).toBe(404);
      }
    });
  });
}

describe('the log of notifications', () => {
  it('keeps what was delivered when the hub stops, and nothing of a merchant that is forgotten', async () => {
    await using world = await HubWorld.start();
    await world.grant(merchant);
    await until('the notification was delivered', () =>
      world.sandbox.notifications().some(({ status }) => status === 'delivered'),
    );
    await world.node.hub.stop();
    const node = await world.startNode();
    const listed = await node.request('GET', '/v1/activity?kind=notification');
    expect(listed.json.activity).toMatchObject([{ authAppId: merchant, verdict: 'verified' }]);
    await node.request('DELETE', `/v1/apps/${world.appId}/authorizations/${merchant}`);
    expect((await node.request('GET', '/v1/activity?kind=notification')).json.activity).toEqual([]);
  });

  it('keeps a bounded number of what anyone can post', async () => {
    await using world = await HubWorld.start();
    const post = () =>
      world.node.request('POST', `/notify/${world.appId}`, {
        key: null,
        body: 'nothing=of+this+name',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    for (let turn = 0; turn < 15; turn += 1) await Promise.all(Array.from({ length: 20 }, post));
    await world.node.hub.stop();
    const node = await world.startNode();
    const { json } = await node.request('GET', '/v1/activity?verdict=refused&limit=200');
    expect(json.activity.length).toBeGreaterThanOrEqual(60);
    // The minute may have changed meanwhile.
    expect(json.activity.length).toBeLessThanOrEqual(180);
  });
});
