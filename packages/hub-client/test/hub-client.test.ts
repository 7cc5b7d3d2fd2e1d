import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, HubWorld } from '../../hub/test/support/hub-world.js';
import { until } from '../../hub/test/support/until.js';
import type { Authorization } from '../src/generated/operations.js';
import { createHubClient, type HubClient, HubProblem } from '../src/index.js';

const merchants = ['2021000000000501', '2021000000000502', '2021000000000503'] as const;

let world: HubWorld;
let hub: HubClient;
let appId: string;
beforeAll(async () => {
  world = await HubWorld.start();
  await world.grant(...merchants);
  hub = createHubClient({ baseUrl: `${world.node.address}/`, key: adminKey });
  appId = world.appId;
  await until('the events are recorded', async () => (await hub.events.list()).events.length === merchants.length);
});
afterAll(() => world[Symbol.asyncDispose]());

/** What the requests of a client were, on their way to the hub. */
function recording(options: Parameters<typeof createHubClient>[0] = {}) {
  const requests: { url: string; init: RequestInit; headers: Headers }[] = [];
  const client = createHubClient({
    baseUrl: world.node.address,
    key: adminKey,
    fetch: (url, init = {}) => {
      requests.push({ url: String(url), init, headers: new Headers(init.headers) });
      return fetch(url, init);
    },
    ...options,
  });
  return { client, requests };
}

async function problemOf(request: Promise<unknown>): Promise<HubProblem> {
  const error = await request.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error instanceof HubProblem) return error;
  throw new Error('expected a HubProblem', { cause: error });
}

describe('createHubClient', () => {
  it('puts parameters into path, query and body, and returns what the hub responds with', async () => {
    const { client, requests } = recording();
    const found: Authorization = await client.authorizations.assign({
      appId,
      authAppId: merchants[0],
      reference: 'café/1',
    });
    expect(found).toMatchObject({ authAppId: merchants[0], reference: 'café/1' });
    const listed = await client.authorizations.list({ appId, reference: 'café/1', unassigned: undefined });
    expect(listed.authorizations.map(({ authAppId }) => authAppId)).toEqual([merchants[0]]);
    expect(requests.map(({ url, init }) => [init.method, url.slice(world.node.address.length), init.body])).toEqual([
      ['POST', `/v1/apps/${appId}/authorizations/${merchants[0]}/assign`, '{"reference":"café/1"}'],
      ['GET', `/v1/apps/${appId}/authorizations?reference=caf%C3%A9%2F1`, undefined],
    ]);
    await expect(hub.authorizations.get({ appId, authAppId: '' })).rejects.toThrow('authAppId: expected a text');
  });

  it('iterates a list across its pages', async () => {
    const { client, requests } = recording();
    const found: string[] = [];
    for await (const { authAppId } of client.authorizations.list({ appId, limit: 2 })) found.push(authAppId);
    expect(found.toSorted()).toEqual([...merchants]);
    expect(requests).toHaveLength(2);
    const types: string[] = [];
    for await (const { type } of client.events.list({ type: ['authorization.authorized'], limit: 1 })) types.push(type);
    expect(types).toEqual(merchants.map(() => 'authorization.authorized'));
  });

  it('throws the problem that a response is, with its code and members', async () => {
    const unknown = await problemOf(hub.authorizations.get({ appId, authAppId: '2021000000000999' }));
    expect(unknown).toMatchObject({
      name: 'HubProblem',
      type: 'urn:lingpai:problem:unknown-authorization',
      status: 404,
      code: 'unknown-authorization',
      requestId: expect.stringMatching(/.{8}/),
    });
    const key = await world.createKey(['read']);
    const lacking = await problemOf(createHubClient({ baseUrl: world.node.address, key }).keys.list());
    expect(lacking).toMatchObject({ code: 'scope-missing', members: { needs: ['manage'] } });
    const limited = { status: 503, headers: { 'retry-after': '7' } };
    const { client } = recording({ fetch: async () => new Response('<html>busy</html>', limited) });
    const foreign = await problemOf(client.health.live());
    expect(foreign).toMatchObject({ type: 'about:blank', status: 503, code: undefined, retryAfter: 7 });
  });

  it('creates once what is requested twice with the same idempotency key, and sends a new key otherwise', async () => {
    const { client, requests } = recording();
    const link = { appId, reference: 'tea-house' };
    const first = await client.links.create(link, { idempotencyKey: 'once-1' });
    expect((await client.links.create(link, { idempotencyKey: 'once-1' })).id).toBe(first.id);
    expect((await client.links.create(link)).id).not.toBe(first.id);
    expect((await client.links.create(link)).id).not.toBe(first.id);
    const [, , third, fourth] = requests.map(({ headers }) => headers.get('idempotency-key'));
    expect(third).toMatch(/^[0-9a-f]{32}$/);
    expect(fourth).not.toBe(third);
  });

  it('returns the response itself where it is not JSON, and nothing where there is no body', async () => {
    expect(await (await hub.health.metrics()).text()).toContain('lingpai_http_request_duration_seconds');
    const { id } = await hub.jobs.create({ kind: 'export' });
    await until('the job has ended', async () => (await hub.jobs.get({ jobId: id })).state === 'done');
    const lines = (await (await hub.jobs.result({ jobId: id })).text()).trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(merchants.length);
    const created = await hub.keys.create({ name: 'short', scopes: ['read'] });
    expect(await hub.keys.revoke({ keyId: created.id })).toBeUndefined();
  });

  it("makes a merchant's call through the proxy, and returns Alipay's refusals as responses", async () => {
    const call = { appId, authAppId: merchants[0], method: 'POST', path: '/v3/alipay/trade/precreate' } as const;
    const body = { out_trade_no: 'client-1', total_amount: '1.00', subject: '茶' };
    const response = await hub.proxy.call({ ...call, body });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ out_trade_no: 'client-1' });
    const refused = await hub.proxy.call({ ...call, body: { ...body, out_trade_no: 'client-2', total_amount: '-1' } });
    expect(refused.ok).toBe(false);
    expect(await refused.json()).toHaveProperty('code');
    expect(refused.headers.get('lingpai-alipay-code')).toBeTruthy();
    expect((await problemOf(hub.proxy.call({ ...call, path: '/v3/../v1/keys' }))).code).toBe('not-found');
  });

  it('throws what the hub refuses a stream for', async () => {
    const stream = createHubClient({ baseUrl: world.node.address, key: 'lpk_wrong' }).events.stream();
    expect((await problemOf(stream.next())).code).toBe('invalid-key');
  });

  it('streams events, and goes on behind the last one when the connection is lost', async () => {
    const lost: AbortController[] = [];
    const { client, requests } = recording({
      fetch: (url, init = {}) => {
        const lose = new AbortController();
        lost.push(lose);
        requests.push({ url: String(url), init, headers: new Headers(init.headers) });
        return fetch(url, { ...init, signal: AbortSignal.any([lose.signal, ...(init.signal ? [init.signal] : [])]) });
      },
    });
    const stop = new AbortController();
    const { next: cursor } = await hub.events.list({ order: 'desc', limit: 1 });
    const pauses: number[] = [];
    const stream = client.events.stream(
      { appId, type: ['link.created'], cursor },
      { signal: stop.signal, pause: async (milliseconds) => void pauses.push(milliseconds) },
    );
    const created = async (reference: string) => {
      await hub.links.create({ appId, reference });
      return (await stream.next()).value?.event.reference;
    };
    expect(await created('before')).toBe('before');
    lost[0]?.abort();
    expect(await created('after')).toBe('after');
    expect(pauses).toEqual([2_000]);
    expect(requests[1]?.headers.get('last-event-id')).not.toBe(cursor);
    const rest = stream.next();
    stop.abort();
    expect((await rest).done).toBe(true);
  });

  it('without a key, sends the cookie of the page, and with what changes something the token against forgery', async () => {
    const seen: Headers[] = [];
    const kept: (RequestCredentials | undefined)[] = [];
    const page = createHubClient({
      csrfToken: () => 'token-1',
      fetch: async (_url, init = {}) => {
        seen.push(new Headers(init.headers));
        kept.push(init.credentials);
        return Response.json({});
      },
    });
    await page.applications.list();
    await page.applications.update({ appId, name: 'tea' });
    expect(seen.map((headers) => [headers.get('authorization'), headers.get('x-csrf-token')])).toEqual([
      [null, null],
      [null, 'token-1'],
    ]);
    expect(kept).toEqual(['same-origin', 'same-origin']);
  });

  it('ends a request that takes longer than its time', async () => {
    const silent = createHubClient({
      timeout: 20,
      fetch: (_url, init = {}) =>
        new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    });
    await expect(silent.health.live()).rejects.toThrow('the hub did not respond within 20 ms');
  });
});
