import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineNames } from '../../../database/test/support/test-database.js';
import { HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

const merchant = '2021000000000011';
let world: HubWorld;
let key: string;

beforeAll(async () => {
  world = await HubWorld.start();
  await world.grant(merchant);
  key = await world.createKey(['proxy']);
});
afterAll(() => world[Symbol.asyncDispose]());

const list = (query = '', who?: string) =>
  world.node.request('GET', `/v1/requests?${query}`, who === undefined ? {} : { key: who });
const proxied = (path: string, authAppId = merchant) => `/proxy/${world.appId}/${authAppId}${path}`;
const query = (outTradeNo: string, authAppId = merchant) =>
  world.node.request('POST', proxied('/v3/alipay/trade/query', authAppId), { key, body: { out_trade_no: outTradeNo } });

describe('/v1/requests', () => {
  it('has what a proxied call was, and what Alipay responded; nothing of its body or query', async () => {
    await query('secret-of-the-body');
    const path = proxied('/v3/alipay/marketing/activity/ACTIVITY2026?auth_token=secret-of-the-query');
    await world.node.request('GET', path, { key });
    await until('both are written', async () => (await list(`authAppId=${merchant}`)).json.requests.length >= 2);
    const { json, text } = await list(`authAppId=${merchant}`);
    const [second, first] = json.requests;
    expect(first).toMatchObject({
      method: 'POST',
      route: '/proxy/:appId/:authAppId/v3/*',
      status: 400,
      problem: null,
      alipayCall: '/v3/alipay/trade/query',
      alipayCode: 'ACQ.TRADE_NOT_EXIST',
      alipayTraceId: world.sandbox.requests().at(-2)?.response?.headers['alipay-trace-id'],
      keyId: expect.stringMatching(/^key_/),
      appId: world.appId,
      authAppId: merchant,
    });
    expect(first.duration).toBeGreaterThanOrEqual(0);
    expect(second).toMatchObject({ method: 'GET', alipayCall: '/v3/alipay/marketing/activity/{…}' });
    for (const secret of ['secret-of', 'ACTIVITY2026', key]) {
      expect(text).not.toContain(secret);
      expect(await world.dump()).not.toContain(secret);
    }
  });

  it('has the problem of a call that brought no response, and calls of the v2 gateway by their method', async () => {
    await query('x', '2021000000000099');
    const body = { method: 'alipay.trade.query', bizContent: { out_trade_no: 'x' } };
    await world.node.request('POST', proxied('/gateway.do'), { key, body });
    await until('it is written', async () => (await list('authAppId=2021000000000099')).json.requests.length === 1);
    const { json } = await list('authAppId=2021000000000099');
    expect(json.requests).toMatchObject([{ status: 404, problem: 'unknown-authorization', alipayCode: null }]);
    await until(
      'both are written',
      async () => (await list('failed=false')).json.requests[0]?.alipayCall === 'alipay.trade.query',
    );
  });

  it('is listed page by page and by what one looks for, and has no reads of the hub itself', async () => {
    for (let call = 0; call < 5; call += 1) await query(`page-${call}`);
    await list();
    await until('they are written', async () => (await list('failed=true')).json.requests.length >= 7);
    const { json: all } = await list();
    expect(all.requests.map(({ route }: { route: string }) => route)).not.toContain('/v1/requests');
    const ids: string[] = [];
    let next: string | null = null;
    do {
      const { json } = await list(`limit=3${next === null ? '' : `&cursor=${next}`}`);
      ids.push(...json.requests.map(({ id }: { id: string }) => id));
      next = json.next;
    } while (next !== null);
    expect(ids).toEqual(all.requests.map(({ id }: { id: string }) => id));
    const { json: failed } = await list('failed=true&alipayCode=ACQ.TRADE_NOT_EXIST');
    expect(new Set(failed.requests.map(({ status }: { status: number }) => status))).toEqual(new Set([400]));
    const { json: none } = await list(`to=${all.requests.at(-1).at}`);
    expect(none.requests).toEqual([]);
  });

  it('shows a key the requests about its applications only', async () => {
    const foreign = await world.createKey(['read'], { appIds: ['2021999999999999'] });
    expect((await list('', foreign)).json.requests).toEqual([]);
    const own = await world.createKey(['read'], { appIds: [world.appId] });
    expect((await list('', own)).json.requests.length).toBeGreaterThan(0);
    expect((await list('', key)).json).toMatchObject({ status: 403, needs: ['read', 'manage'] });
  });

  it('is written when the hub stops, and forgotten with its merchant', async () => {
    await using other = await HubWorld.start();
    await other.grant(merchant);
    const send = (authAppId: string, node = other.node) =>
      node.request('POST', `/proxy/${other.appId}/${authAppId}/v3/alipay/trade/query`, { body: { out_trade_no: 'x' } });
    await send(merchant);
    await other.node.hub.stop();
    const node = await other.startNode();
    const { json } = await node.request('GET', `/v1/requests?authAppId=${merchant}`);
    expect(json.requests).toHaveLength(1);
    await send(merchant, node);
    await node.request('DELETE', `/v1/apps/${other.appId}/authorizations/${merchant}`);
    await node.hub.stop();
    const third = await other.startNode();
    expect((await third.request('GET', `/v1/requests?authAppId=${merchant}`)).json.requests).toEqual([]);
  });

  it('is pruned after its retention', async () => {
    await using other = await HubWorld.start();
    await other.node.hub.stop();
    const settings = { retention: { requests: 1 } };
    const kept = await other.startNode(settings);
    expect((await kept.request('GET', '/v1/requests')).json.requests.length).toBeGreaterThan(0);
    await kept.hub.stop();
    other.advance(2 * 86_400_000);
    const pruning = await other.startNode(settings);
    await until(
      'they are pruned',
      async () => (await pruning.request('GET', '/v1/requests')).json.requests.length === 0,
    );
  });
});

describe.each(engineNames)('an address that names no possible merchant, on %s', (engine) => {
  it('does not end the log of requests', async () => {
    await using other = await HubWorld.start({ engine });
    const send = (authAppId: string) =>
      other.node.request('POST', `/proxy/${other.appId}/${authAppId}/v3/alipay/trade/query`, { body: {} });
    for (const authAppId of ['9'.repeat(100), '%E5%95%86%E6%88%B7', '%00']) {
      expect((await send(authAppId)).json).toMatchObject({ status: 400, code: 'invalid-request' });
    }
    await send(merchant);
    const logged = async () => (await other.node.request('GET', '/v1/requests?failed=true')).json.requests;
    await until('all are written', async () => (await logged()).length === 4);
    const ids = (await logged()).map(({ authAppId }: { authAppId: string | null }) => authAppId);
    expect(ids).toEqual([merchant, null, null, null]);
  });
});

it('metrics have how long proxied calls took, by outcome', async () => {
  await query('x');
  const { text } = await world.node.request('GET', '/metrics');
  expect(text).toMatch(/lingpai_proxy_duration_seconds_count\{gateway="v3",outcome="error"\} [1-9]/);
  expect(text).toMatch(/lingpai_proxy_duration_seconds_count\{gateway="v3",outcome="problem"\} [1-9]/);
  expect(text).not.toContain(merchant);
});
