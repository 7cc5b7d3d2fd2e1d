import { expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

it('responds to monitoring without a key', async () => {
  await using world = await HubWorld.start();
  const alive = await world.node.request('GET', '/healthz', { key: null });
  expect(alive.json).toMatchObject({ status: 'ok' });
  const ready = await world.node.request('GET', '/readyz', { key: null });
  expect(ready.status).toBe(200);
  const checks = ready.json.findings.map(({ check }: { check: string }) => check);
  expect(checks).toEqual(['database', 'clock', 'inbox-lag', 'event-lag', 'spool']);
});

it('returns as numbers how applications and backlogs are doing, to who may read', async () => {
  await using world = await HubWorld.start();
  await world.grant('2021000000000011');
  const { status, json } = await world.node.request('GET', '/v1/status');
  expect(status).toBe(200);
  expect(json).toMatchObject({
    applications: [{ appId: world.appId, isClockSkewed: false, stopped: null }],
    inbox: { waiting: expect.any(Number) },
    spooled: 0,
  });
  const key = await world.createKey(['read'], { appIds: ['2021999999999999'] });
  expect((await world.node.request('GET', '/v1/status', { key })).json.applications).toEqual([]);
  expect((await world.node.request('GET', '/v1/status', { key: null })).status).toBe(401);
});

it('a node that is stopping says so, and serves what it has accepted', async () => {
  await using world = await HubWorld.start({ settings: { shutdown: { delay: 4_000 } } });
  const stopped = world.node.hub.stop();
  const ready = await world.node.request('GET', '/readyz', { key: null });
  expect(ready.status).toBe(503);
  expect(ready.json.findings).toMatchObject([{ check: 'process', message: 'the process is stopping' }]);
  expect((await world.node.request('GET', '/v1/apps')).status).toBe(200);
  await stopped;
  await expect(world.node.request('GET', '/healthz')).rejects.toThrow();
});
