import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addReceiver } from '../support/add-receiver.js';
import { HubWorld } from '../support/hub-world.js';
import { queryDatabase } from '../support/query-database.js';
import { localReceivers, TestReceiver } from '../support/test-receiver.js';
import { TestRobots } from '../support/test-robot.js';
import { until } from '../support/until.js';

const hour = 3_600_000;
const merchant = '2021000000000951';

let world: HubWorld;
let robots: TestRobots;

beforeAll(async () => {
  robots = await TestRobots.start();
  const webhooks = { ...localReceivers, pauseAfter: 1_000 };
  world = await HubWorld.start({ settings: { webhooks, alerts: { interval: 20 } } });
  await world.grant(merchant);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await robots[Symbol.asyncDispose]();
});

// biome-ignore lint/suspicious/noExplicitAny: tests look into alerts of every shape
const alertsOf = async (kind: string): Promise<any[]> =>
  (await world.node.request('GET', `/v1/alerts?kind=${kind}`)).json.alerts;

async function stateOf(kind: string): Promise<string | undefined> {
  const [alert] = await alertsOf(kind);
  return alert?.state;
}

const isOpen = (kind: string) => until(`${kind} is open`, async () => (await stateOf(kind)) === 'open');
const isOver = (kind: string) => until(`${kind} is over`, async () => (await stateOf(kind)) === 'resolved');

/** For the hub and for Alipay. */
function passTime(milliseconds: number): void {
  world.sandbox.advanceClock(milliseconds / 1_000);
  world.advance(milliseconds);
}

const check = () => world.node.request('POST', `/v1/apps/${world.appId}/authorizations/${merchant}/check`);

describe('an alert is open as long as', () => {
  it('webhook-dead: events were given up, until they are replayed', async () => {
    await using receiver = await TestReceiver.start();
    receiver.react = () => 500;
    const added = await addReceiver(world, receiver, { name: 'billing', types: ['webhook.test'] });
    await added.request('POST', '/test');
    await until('the first attempt is stored', async () => (await added.deliveries('pending', 1))[0].attempts === 1);
    expect(await alertsOf('webhook-dead')).toEqual([]);
    passTime(73 * hour);
    await isOpen('webhook-dead');
    expect(await alertsOf('webhook-dead')).toMatchObject([
      { severity: 'warning', subject: added.id, details: { name: 'billing', count: 1 } },
    ]);
    receiver.react = () => 204;
    await added.request('POST', '/replay', { state: 'dead' });
    await isOver('webhook-dead');
  });

  it('channel-failing: a channel takes nothing, which another one reports', async () => {
    const add = async (body: object) => (await world.node.request('POST', '/v1/alerts/channels', { body })).json.id;
    const { url } = robots.dingtalkRobot;
    const broken = await add({ kind: 'dingtalk', name: 'on call', robot: { url, secret: 'SECwrong' } });
    const other = await add(robots.channels.wecom);
    const test = () => world.node.request('POST', `/v1/alerts/channels/${broken}/test`);
    for (let count = 1; count <= 3; count += 1) {
      expect(await alertsOf('channel-failing')).toEqual([]);
      expect((await test()).json).toEqual({ isSent: false, failure: 'refused', code: 310_000 });
      passTime(hour);
    }
    await isOpen('channel-failing');
    expect(await alertsOf('channel-failing')).toMatchObject([
      { severity: 'warning', subject: broken, details: { name: 'on call', failure: 'refused' } },
    ]);
    await until('the other one reports it', () => robots.wecom.some(({ text }) => text.includes('on call')));
    const repaired = { robot: robots.dingtalkRobot };
    await world.node.request('PATCH', `/v1/alerts/channels/${broken}`, { body: repaired });
    await isOver('channel-failing');
    for (const id of [broken, other]) await world.node.request('DELETE', `/v1/alerts/channels/${id}`);
  });

  it('clock-skew and spool-holds: the clock differs from that of Alipay, and the disk has what the database did not take', async () => {
    // More than the vault works with, and less than Alipay refuses.
    const skew = 8 * 60_000;
    world.sandbox.advanceClock(skew / 1_000);
    expect((await check()).status).toBe(200);
    const refusal = sql`create trigger refuse_codes before insert on inbox begin select raise(abort, 'refused'); end`;
    await queryDatabase(world.database.url, refusal);
    const query = new URLSearchParams({ app_id: world.appId, app_auth_code: world.consent('2021000000000952') });
    const back = await world.node.request('GET', `/callback/${world.appId}?${query}`, { key: null });
    expect(back.status).toBe(202);
    await Promise.all([isOpen('clock-skew'), isOpen('spool-holds')]);
    expect(await alertsOf('clock-skew')).toMatchObject([{ severity: 'critical', appId: world.appId }]);
    expect(await alertsOf('spool-holds')).toMatchObject([{ severity: 'critical', details: { count: 1 } }]);
    await queryDatabase(world.database.url, sql`drop trigger refuse_codes`);
    world.advance(skew);
    await check();
    await Promise.all([isOver('clock-skew'), isOver('spool-holds')]);
  });

  it('quarantine: something in the database does not open', async () => {
    await world.grant('2021000000000953');
    const damaged = sql`update ${sql.table('pair')} set sealed_token = ${Buffer.from('damaged')} where auth_app_id = '2021000000000953'`;
    await queryDatabase(world.database.url, damaged);
    await world.node.request('GET', `/v1/apps/${world.appId}/authorizations/2021000000000953/token`);
    await isOpen('quarantine');
    expect(await alertsOf('quarantine')).toMatchObject([
      { severity: 'critical', subject: world.appId, appId: world.appId, details: { appId: world.appId, count: 1 } },
    ]);
    await world.node.request('DELETE', `/v1/apps/${world.appId}/authorizations/2021000000000953`);
    await isOver('quarantine');
  });
});
