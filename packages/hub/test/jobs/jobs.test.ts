import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineNames } from '../../../database/test/support/test-database.js';
import { HubProcess } from '../support/hub-process.js';
import { adminKey, type HubNode, HubWorld } from '../support/hub-world.js';
import { requestHub } from '../support/request-hub.js';
import { until } from '../support/until.js';

interface Job {
  readonly id: string;
  readonly state: string;
  readonly total: number | null;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly summary: Readonly<Record<string, unknown>> | null;
}

const merchants = (count: number) => Array.from({ length: count }, (_, index) => `2021000000000${100 + index}`);

async function startJob(node: HubNode, body: object): Promise<string> {
  const { status, json, text } = await node.request('POST', '/v1/jobs', { body });
  if (status !== 202) throw new Error(text);
  return json.id;
}

async function jobAt(node: HubNode, id: string): Promise<Job> {
  return (await node.request('GET', `/v1/jobs/${id}`)).json;
}

async function ended(node: HubNode, id: string): Promise<Job> {
  let job = await jobAt(node, id);
  await until(
    `the job ended: ${JSON.stringify(job)}`,
    async () => {
      job = await jobAt(node, id);
      return ['done', 'failed', 'cancelled'].includes(job.state);
    },
    90_000,
  );
  return job;
}

async function resultOf(node: HubNode, id: string): Promise<Record<string, unknown>[]> {
  const { text } = await node.request('GET', `/v1/jobs/${id}/result`);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** Rotations that Alipay made, by merchant application. */
function rotations({ sandbox }: HubWorld): number[] {
  return sandbox.state().authorizations.map(({ pairs }) => pairs.length - 1);
}

describe('jobs', () => {
  it('rotate each authorization of a filter once, although the node that does it is killed', async () => {
    await using world = await HubWorld.start();
    const names = merchants(40);
    await world.grant(...names);
    await world.node.request('POST', `/v1/apps/${world.appId}/authorizations/${names[39]}/deactivate`);
    const settings = await world.settings();
    await world.node.hub.stop();
    // Each call takes a while, so that the node is killed in the middle.
    world.sandbox.injectFault({ effect: 'delay', ms: 150, times: 40 });
    const killed = await HubProcess.start(settings);
    const asked = await requestHub(killed.address, 'POST', '/v1/jobs', {
      key: adminKey,
      body: { kind: 'rotate', appId: world.appId, filter: {}, reason: 'test' },
    });
    expect(asked.json).toMatchObject({ state: 'queued', total: null, done: 0 });
    await until('some are rotated', () => rotations(world).filter(Boolean).length > 4);
    await killed.kill();
    const node = await world.startNode();
    expect(await ended(node, asked.json.id)).toMatchObject({
      state: 'done',
      total: 40,
      done: 40,
      failed: 0,
      skipped: 1,
      summary: { ok: 39 },
    });
    // Of those whose calls were under way, Alipay's response was lost: they need another rotation.
    const made = rotations(world);
    expect(made.filter((count) => count === 0)).toHaveLength(1);
    expect(made.filter((count) => count > 1).length).toBeLessThanOrEqual(16);
    expect(Math.max(...made)).toBeLessThanOrEqual(2);
    const lines = await resultOf(node, asked.json.id);
    expect(lines.map(({ authAppId }) => authAppId)).toEqual(names);
    expect(lines[0]).toEqual({ authAppId: names[0], reference: null, outcome: 'ok', generation: expect.any(Number) });
    expect(lines[39]).toMatchObject({ outcome: 'skipped', problem: 'deactivated' });
  });
});

for (const engine of engineNames) {
  describe(`jobs (${engine})`, () => {
    it('is handed over by a node that stops', async () => {
      await using other = await HubWorld.start({ engine });
      await other.grant(...merchants(40));
      other.sandbox.injectFault({ effect: 'delay', ms: 300, times: 40 });
      const id = await startJob(other.node, { kind: 'rotate', appId: other.appId, filter: {} });
      await until('it has begun', async () => (await jobAt(other.node, id)).done > 0);
      await other.node.hub.stop();
      const next = await other.startNode();
      expect(await ended(next, id)).toMatchObject({ state: 'done', done: 40, failed: 0 });
      expect(rotations(other)).toEqual(Array(40).fill(1));
    });
  });
}

describe('/v1/jobs', () => {
  let world: HubWorld;
  const path = (authAppId: string, rest = '') => `/v1/apps/${world.appId}/authorizations/${authAppId}${rest}`;
  beforeAll(async () => {
    world = await HubWorld.start();
    await world.grant(...merchants(4));
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('check a list of authorizations', async () => {
    const [first = '', second = ''] = merchants(2);
    const body = { kind: 'check', appId: world.appId, authAppIds: [first, second, first, '2021000000000999'] };
    const id = await startJob(world.node, body);
    expect(await ended(world.node, id)).toMatchObject({ state: 'done', total: 3, done: 3, failed: 1 });
    expect(await resultOf(world.node, id)).toMatchObject([
      { authAppId: first, outcome: 'ok', state: 'active' },
      { authAppId: second, outcome: 'ok', state: 'active' },
      { authAppId: '2021000000000999', outcome: 'failed', problem: 'unknown-authorization' },
    ]);
  });

  it('invite merchants by their references, and those of a filter again', async () => {
    const references = ['new-1', 'new-2'];
    const invited = await startJob(world.node, { kind: 'link', appId: world.appId, references, language: 'en' });
    expect(await ended(world.node, invited)).toMatchObject({ state: 'done', done: 2 });
    const [line] = await resultOf(world.node, invited);
    expect(line).toMatchObject({ reference: 'new-1', authAppId: null, outcome: 'ok' });
    const { json } = await world.node.request('GET', `/v1/apps/${world.appId}/links?reference=new-1`);
    expect(json.links).toMatchObject([{ id: line?.linkId, page: line?.page, language: 'en' }]);

    const [first = ''] = merchants(1);
    await world.node.request('POST', path(first, '/assign'), { body: { reference: 'shop-1' } });
    const again = await startJob(world.node, { kind: 'link', appId: world.appId, filter: { state: 'active' } });
    expect(await ended(world.node, again)).toMatchObject({ done: 4, skipped: 3 });
    expect((await resultOf(world.node, again))[0]).toMatchObject({ authAppId: first, reference: 'shop-1' });
  });

  it('export to a file that every node serves and another hub imports, and verify the audit chains', async () => {
    const id = await startJob(world.node, { kind: 'export' });
    expect(await ended(world.node, id)).toMatchObject({ state: 'done', summary: { authorizations: 4, unreadable: 0 } });
    const file = await world.node.request('GET', `/v1/jobs/${id}/result`);
    expect(file.headers.get('content-type')).toBe('application/octet-stream');
    expect(JSON.parse(file.text.split('\n')[0] ?? '')).toMatchObject({ format: 'lingpai-export' });
    expect((await world.node.request('GET', '/v1/audit?limit=1')).json.links[0]).toMatchObject({
      kind: 'export-downloaded',
      detail: { jobId: id, by: 'key_admin' },
    });
    const verified = await startJob(world.node, { kind: 'verify-audit' });
    expect(await ended(world.node, verified)).toMatchObject({ state: 'done', summary: { broken: [] } });
    expect((await world.node.request('GET', `/v1/jobs/${verified}/result`)).status).toBe(404);
    const resealed = await startJob(world.node, { kind: 'reseal' });
    expect(await ended(world.node, resealed)).toMatchObject({ state: 'done', summary: { resealed: 0, retired: [] } });
  });

  it('is created once for an idempotency key, and listed, newest first', async () => {
    const request = () =>
      world.node.request('POST', '/v1/jobs', {
        body: { kind: 'verify-audit' },
        headers: { 'idempotency-key': 'verify-1' },
      });
    const [first, second] = [await request(), await request()];
    expect(second.json.id).toBe(first.json.id);
    const { json } = await world.node.request('GET', '/v1/jobs?limit=1');
    expect(json.jobs[0].id).toBe(first.json.id);
    const older = await world.node.request('GET', `/v1/jobs?limit=1&cursor=${json.next}`);
    expect(older.json.jobs[0].id < first.json.id).toBe(true);
  });

  it('ends when it is cancelled: nothing else begins', async () => {
    await using other = await HubWorld.start();
    await other.grant(...merchants(60));
    // The first are rotated soon, the others not before the job is cancelled.
    other.sandbox.injectFault({ effect: 'delay', ms: 50, times: 16 });
    other.sandbox.injectFault({ effect: 'delay', ms: 1_500, times: 44 });
    const id = await startJob(other.node, { kind: 'rotate', appId: other.appId, filter: {} });
    await until('it has begun', async () => (await jobAt(other.node, id)).done > 0);
    await other.node.request('POST', `/v1/jobs/${id}/cancel`);
    const job = await ended(other.node, id);
    expect(job.state).toBe('cancelled');
    expect(job.done).toBeLessThan(60);
    expect(rotations(other).filter(Boolean)).toHaveLength(job.done);
  });

  it('a merchant that is forgotten is in no result', async () => {
    const [, , third = ''] = merchants(3);
    const id = await startJob(world.node, { kind: 'check', appId: world.appId, authAppIds: [third] });
    await ended(world.node, id);
    await world.node.request('DELETE', path(third));
    expect(await resultOf(world.node, id)).toEqual([]);
    expect(await world.dump()).not.toContain(third);
  });

  it.each([
    [{ kind: 'rotate', filter: {} }, 'appId: expected the application'],
    [{ kind: 'rotate', appId: 'APP' }, 'expected one of filter, authAppIds; an empty filter means all'],
    [{ kind: 'check', appId: 'APP', filter: {}, authAppIds: ['a'] }, 'expected one of filter, authAppIds; an empty'],
    [{ kind: 'check', appId: 'APP', references: ['a'] }, 'references: a job "check" does not take it'],
    [{ kind: 'export', filter: {} }, 'filter: a job "export" does not take it'],
    [{ kind: 'check', appId: 'APP', filter: { sate: 'active' } }, 'filter'],
  ])('%j is refused: %s', async (body, detail) => {
    const sent = JSON.parse(JSON.stringify(body).replace('APP', world.appId));
    const { json } = await world.node.request('POST', '/v1/jobs', { body: sent });
    expect(json).toMatchObject({ status: 400, code: 'invalid-request', detail: expect.stringContaining(detail) });
  });

  it('is nothing to a key of another application', async () => {
    const key = await world.createKey(['read', 'manage'], { appIds: ['2021999999999999'] });
    const id = await startJob(world.node, { kind: 'check', appId: world.appId, authAppIds: merchants(1) });
    const requests = [
      world.node.request('GET', `/v1/jobs/${id}`, { key }),
      world.node.request('POST', `/v1/jobs/${id}/cancel`, { key }),
      world.node.request('GET', `/v1/jobs/${id}/result`, { key }),
      world.node.request('POST', '/v1/jobs', { key, body: { kind: 'export' } }),
      world.node.request('POST', '/v1/jobs', { key, body: { kind: 'check', appId: world.appId, filter: {} } }),
    ];
    for (const { status } of await Promise.all(requests)) expect(status).toBe(403);
    expect((await world.node.request('GET', '/v1/jobs', { key })).json.jobs).toEqual([]);
  });
});
