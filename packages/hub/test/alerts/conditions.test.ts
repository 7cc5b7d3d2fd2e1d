import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../../database/test/support/test-database.js';
import { alertKindNames, alertKinds, type Condition } from '../../src/alerts/alert-kind.js';
import { releaseLease, takeLease } from '../../src/alerts/alert-lease.js';
import { kindTexts } from '../../src/alerts/alert-text.js';
import { effectsOf } from '../../src/alerts/conditions-of-events.js';
import { pruneAlerts } from '../../src/alerts/erase-alerts.js';
import { nodeConditions } from '../../src/alerts/node-conditions.js';
import { renderAlerts } from '../../src/alerts/render-alerts.js';
import { sharedConditions } from '../../src/alerts/shared-conditions.js';
import { compareConditions, followEvents } from '../../src/alerts/watch-conditions.js';
import { checkSettings } from '../../src/config/check-settings.js';
import type { HubContext } from '../../src/context/hub-context.js';
import { createHub } from '../../src/create-hub.js';
import { HubWorld } from '../support/hub-world.js';

const day = 86_400_000;

/** A node without workers. */
async function quietNode(world: HubWorld, settings = {}, clock: () => number = Date.now) {
  const hub = await createHub(checkSettings(await world.settings(settings)), {
    clock,
    logTo: { write: () => undefined },
  });
  return {
    context: hub.context,
    async [Symbol.asyncDispose]() {
      await hub.server.close();
      await hub.close();
    },
  };
}

const rows = ({ store }: HubContext) =>
  store.read((database) => database.selectFrom('hub_alert').selectAll().orderBy('opened_at').execute());

const paused: Condition = { kind: 'webhook-paused', subject: 'webhook_1', details: { name: 'billing' } };

for (const engine of engineNames) {
  it(`two nodes open one alert of a subject, and one of them looks after alerts (${engine})`, async () => {
    await using world = await HubWorld.start({ engine, settings: { alerts: { interval: 3_600_000 } } });
    await world.node.hub.stop();
    let ahead = 0;
    await using one = await quietNode(world, {}, () => Date.now() + ahead);
    await using other = await quietNode(world);
    const both = [one.context, other.context] as const;
    await Promise.all(both.map((context) => compareConditions(context, [paused], null)));
    expect(await rows(one.context)).toMatchObject([{ kind: 'webhook-paused', state: 'open', severity: 'warning' }]);
    await compareConditions(one.context, [{ ...paused, details: { name: 'renamed' } }], null);
    expect((await rows(one.context))[0]?.details).toBe('{"name":"renamed"}');
    await compareConditions(other.context, [], null);
    expect(await rows(one.context)).toMatchObject([{ state: 'resolved', open_key: null }]);
    await compareConditions(one.context, [paused], null);
    expect(await rows(one.context)).toHaveLength(2);
    expect(await takeLease(one.context)).toBe(0);
    expect(await takeLease(other.context)).toBeUndefined();
    await releaseLease(one.context);
    expect(await takeLease(other.context)).toBe(0);
    ahead = 100 * day;
    await pruneAlerts(one.context);
    expect(await rows(one.context)).toMatchObject([{ state: 'open' }]);
  });
}

describe('what is wrong', () => {
  it('is found in the database and on the node: certificates, audit chains, late work, the disk', async () => {
    await using world = await HubWorld.start({ settings: { alerts: { interval: 3_600_000 } } });
    await world.node.hub.stop();
    await using node = await quietNode(world, { alerts: { minFreeDisk: Number.MAX_SAFE_INTEGER } });
    const { context } = node;
    expect(await sharedConditions(context)).toEqual([]);
    const certificate = (days: number, name: string) => ({
      certificate: name,
      subject: 'CN=x',
      expiresAt: Date.now() + days * day + 1_000,
    });
    const certificates = JSON.stringify([certificate(12, 'app'), certificate(-2, 'alipay'), certificate(-900, 'root')]);
    const job = { kind: 'verify-audit', state: 'done', summary: JSON.stringify({ broken: [{}, {}] }) } as const;
    const zero = { lease_until: 0, cancel_requested: 0, planned: 1, done: 1, failed: 0, skipped: 0 };
    await context.store.write(async (database) => {
      await database.updateTable('hub_application').set({ certificates }).execute();
      await database
        .insertInto('hub_job')
        .values({ id: 'job_1', ...job, ...zero, parameters: '{}', created_at: 1 })
        .execute();
    });
    const found = (await sharedConditions(context)).map(({ kind, details }) => ({ kind, ...details }));
    expect(found).toEqual([
      { kind: 'certificate-expires', certificate: `${world.appId} app`, days: 12 },
      { kind: 'certificate-expired', certificate: `${world.appId} alipay`, days: -2 },
      { kind: 'audit-broken', count: 2 },
    ]);
    expect(await nodeConditions(context)).toMatchObject([
      { kind: 'disk-low', details: { megabytes: expect.any(Number) } },
    ]);
    const late: HubContext = { ...context, clock: () => Date.now() + day };
    const status = { ...(await context.status.read()), inbox: { waiting: 3, oldest: Date.now() } };
    const slow = { ...late, status: Object.assign(Object.create(context.status), { read: async () => status }) };
    expect((await sharedConditions(slow)).filter(({ kind }) => kind === 'work-late')).toMatchObject([
      { subject: 'inbox', details: { queue: 'inbox', waiting: 3, minutes: 1_440 } },
    ]);
  });

  it('is read from events in their order; what is over already is told to nobody', async () => {
    await using world = await HubWorld.start({ settings: { alerts: { interval: 3_600_000 } } });
    await world.node.hub.stop();
    await using node = await quietNode(world);
    const { context } = node;
    const { appId } = world;
    let count = 0;
    const record = (type: 'attention' | 'recovered' | 'deadline' | 'rotated', authAppId: string, data = {}) =>
      context.events.record({
        id: `e-${++count}`,
        type: `authorization.${type}`,
        appId,
        authAppId,
        reference: 'shop-1',
        at: Date.now(),
        data,
      });
    await record('attention', 'm-1', { reason: 'refused', generation: 4 });
    await record('attention', 'm-2', { reason: 'refused' });
    await record('recovered', 'm-2');
    await record('deadline', 'm-3', { daysLeft: 5 });
    const position = (await takeLease(context)) ?? 0;
    await followEvents(context, position);
    expect((await rows(context)).map(({ kind, subject, details }) => [kind, subject, details])).toEqual([
      ['authorization-attention', `${appId}/m-1`, '{"merchant":"shop-1 / m-1","reason":"refused"}'],
      ['refresh-deadline', `${appId}/m-3`, '{"merchant":"shop-1 / m-3","daysLeft":5}'],
    ]);
    await record('rotated', 'm-3');
    await followEvents(context, (await takeLease(context)) ?? 0);
    expect((await rows(context)).map(({ state }) => state).sort()).toEqual(['open', 'resolved']);
  });

  it('of an application is known by its id', () => {
    const event = { id: 'e', appId: '2021', authAppId: null, reference: null, at: 1, data: { reason: 'invalid-key' } };
    expect(effectsOf({ ...event, type: 'application.attention' })).toMatchObject([
      { opens: { kind: 'application-stopped', subject: '2021', details: { appId: '2021', reason: 'invalid-key' } } },
    ]);
    expect(effectsOf({ ...event, type: 'application.recovered' })).toEqual([
      { resolves: 'application-stopped', subject: '2021' },
    ]);
  });
});

describe('a message', () => {
  const alert = (details: object, kind: 'webhook-paused' | 'disk-low' = 'webhook-paused') => ({
    change: 'opened' as const,
    alert: { kind, severity: alertKinds[kind].severity, details: JSON.stringify(details), opened_at: 0 },
  });

  it('shows names as text: they format, link and mention nothing', () => {
    const { markdown } = renderAlerts('wecom', 'en', [alert({ name: '<@all> [pay](http://evil)\n# **now**' })]);
    expect(markdown.split('\n')[0]).toBe(
      '**[Warning] The receiver ＜＠all＞ ［pay］（http://evil） ＃ ＊＊now＊＊ fails again and again and is paused**',
    );
    expect(markdown).toContain('Since: 1970-01-01 08:00:00 UTC+8');
  });

  it('is no longer than WeCom takes, begins with what is critical, and counts the rest', () => {
    const many = Array.from({ length: 60 }, (_, index) => alert({ name: `receiver ${index}` }));
    const { title, markdown, severity } = renderAlerts('wecom', 'zh', [
      ...many,
      alert({ node: 'n', megabytes: 3 }, 'disk-low'),
    ]);
    expect([title, severity]).toEqual(['令牌告警：61 个未解决', 'critical']);
    expect(markdown.startsWith('**[严重] 节点 n 的暂存目录')).toBe(true);
    expect(markdown).toMatch(/另有 \d\d 条：GET \/v1\/alerts$/);
    expect(Buffer.byteLength(`## ${title}\n${markdown}`)).toBeLessThan(4_096);
  });
});

describe('docs/alerts.md', () => {
  it.each(['../../../../docs/alerts.md', '../../../../docs/zh/alerts.md'])('explains every alert: %s', (page) => {
    const text = readFileSync(join(import.meta.dirname, page), 'utf8');
    const listed = [...text.matchAll(/^\| `([\w-]+)` \| (critical|warning|严重|警告) \|/gm)].map(
      ([, kind, severity]) => [kind, severity === 'critical' || severity === '严重' ? 'critical' : 'warning'],
    );
    expect(listed).toEqual(alertKindNames.map((kind) => [kind, alertKinds[kind].severity]));
  });

  it('both languages name the same details', () => {
    const names = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
    for (const kind of alertKindNames) expect(names(kindTexts.zh[kind].what)).toEqual(names(kindTexts.en[kind].what));
  });
});
