import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

const merchant = '2021000000000031';
let world: HubWorld;

beforeAll(async () => {
  const settings = { rateLimit: { perKey: 0, perAddress: 0 }, vault: { freshFor: 60_000 } };
  world = await HubWorld.start({ settings });
  await world.grant(merchant);
});

afterAll(() => world[Symbol.asyncDispose]());

interface Received {
  readonly status: number;
  /** As they came. */
  readonly names: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A request to the address of the merchant's token. */
function ask(
  suffix = '',
  { key = adminKey, headers = {}, authAppId = merchant, method = 'GET', body = '', address = world.node.address } = {},
): Promise<Received> {
  const { hostname, port } = new URL(address);
  // As it is: an address object would lose an empty query.
  const path = `/v1/apps/${world.appId}/authorizations/${authAppId}/token${suffix}`;
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { hostname, port, path, method, headers: { authorization: `Bearer ${key}`, ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        response.on('error', reject).on('end', () => {
          const names = response.rawHeaders.filter((_, index) => index % 2 === 0);
          resolve({ status: response.statusCode ?? 0, names, headers: response.headers, body: text });
        });
      },
    );
    sent.on('error', reject).end(body);
  });
}

/** The parts of a response that are the same for each request. */
const lasting = ({
  status,
  names,
  headers: { date: _, 'x-request-id': __, traceparent: ___, ...headers },
  body,
}: Received) => ({
  status,
  names,
  headers,
  body,
});

describe('a token from memory', () => {
  beforeAll(async () => {
    expect((await ask()).status).toBe(200);
  });

  it('is the response of its route, header by header', async () => {
    const fast = await ask();
    // A query, though it is empty, is the route's.
    const route = await ask('?');
    expect(fast.status).toBe(200);
    expect(lasting(fast)).toEqual(lasting(route));
    expect(JSON.parse(fast.body)).toMatchObject({ state: 'active', generation: 1, stale: false });
  });

  it.each([
    ['without an id', undefined, /^[\w-]{36}$/],
    ['with one', 'my-own-request-id', /^my-own-request-id$/],
    ['with one that cannot be used', 'x', /^[\w-]{36}$/],
  ])('names the request %s, and goes on with its trace', async (_, id, expected) => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = {
      ...(id === undefined ? {} : { 'x-request-id': id }),
      traceparent: `00-${trace}-00f067aa0ba902b7-01`,
    };
    const responses = [await ask('', { headers }), await ask('?', { headers })];
    for (const response of responses) {
      expect(response.headers['x-request-id']).toMatch(expected);
      expect(response.headers.traceparent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
    }
  });

  it('is in the log of requests, the audit chain and the metrics', async () => {
    const id = 'a-read-to-be-found';
    await ask('', { headers: { 'x-request-id': id } });
    const logged = async () => {
      const { json } = await world.node.request('GET', `/v1/requests?authAppId=${merchant}`);
      return json.requests.find(({ requestId }: { requestId: string }) => requestId === id);
    };
    await until('the read is in the log of requests', async () => (await logged()) !== undefined);
    expect(await logged()).toMatchObject({
      method: 'GET',
      route: '/v1/apps/:appId/authorizations/:authAppId/token',
      status: 200,
      problem: null,
      appId: world.appId,
      authAppId: merchant,
    });
    const { text } = await world.node.request('GET', '/metrics');
    expect(text).toMatch(/lingpai_http_request_duration_seconds_count\{[^}]*authAppId\/token",status="200"\} \d/);
  });

  it('is not served to a key that may not have it', async () => {
    const refused = async (scopes: readonly string[], more: object = {}) => {
      const key = await world.createKey(scopes, more);
      // The first request makes the key known.
      await ask('', { key });
      const { status, body } = await ask('', { key });
      return [status, JSON.parse(body).code];
    };
    expect(await refused(['read', 'proxy', 'manage'])).toEqual([403, 'scope-missing']);
    expect(await refused(['token'], { appIds: ['2021000000009999'] })).toEqual([403, 'application-not-permitted']);
    expect(await refused(['token'], { ipRanges: ['192.0.2.0/24'] })).toEqual([403, 'address-not-permitted']);
    expect((await ask('', { key: `lpk_${'b'.repeat(43)}` })).status).toBe(401);
  });

  it('is served to a key that may have it, from its addresses', async () => {
    const key = await world.createKey(['token'], { appIds: [world.appId], ipRanges: ['127.0.0.0/8'] });
    for (let turn = 0; turn < 2; turn += 1) expect((await ask('', { key })).status).toBe(200);
  });

  it('is not served once the key is revoked, or the authorization is deactivated', async () => {
    const key = await world.createKey(['token'], { name: 'revoked' });
    expect((await ask('', { key })).status).toBe(200);
    const { json } = await world.node.request('GET', '/v1/keys');
    const { id } = json.keys.find(({ name }: { name: string }) => name === 'revoked');
    await world.node.request('DELETE', `/v1/keys/${id}`);
    expect((await ask('', { key })).status).toBe(401);

    const other = '2021000000000032';
    await world.grant(other);
    for (let turn = 0; turn < 2; turn += 1) expect((await ask('', { authAppId: other })).status).toBe(200);
    await world.node.request('POST', `/v1/apps/${world.appId}/authorizations/${other}/deactivate`);
    expect(JSON.parse((await ask('', { authAppId: other })).body)).toMatchObject({ code: 'deactivated' });
  });
});

describe('the framework', () => {
  const handled = 'tracing:fastify.request.handler:start';

  /** How many requests reach a handler of the framework meanwhile. */
  async function countHandled(run: () => Promise<unknown>): Promise<number> {
    let count = 0;
    const onHandled = () => {
      count += 1;
    };
    subscribe(handled, onHandled);
    await run().finally(() => unsubscribe(handled, onHandled));
    return count;
  }

  it('is not asked for a token that is in memory', async () => {
    expect(await countHandled(async () => expect((await ask()).status).toBe(200))).toBe(0);
  });

  it.each([
    ['a query', '?', {}, 200],
    ['a body', '', { body: 'x', headers: { 'content-length': '1' } }, 200],
    ['HEAD', '', { method: 'HEAD' }, 200],
    ['a merchant whose token is not in memory', '', { authAppId: '2021000000000039' }, 404],
  ])('gets a request with %s', async (_, suffix, options, status) => {
    expect(await countHandled(async () => expect((await ask(suffix, options)).status).toBe(status))).toBe(1);
  });

  it.each([
    ['requests per key are limited', { rateLimit: { perKey: 1_000 } }, 1],
    ['successes are logged one by one', { logLevel: 'debug' }, 1],
    ['tokens are not kept in memory', { vault: { freshFor: 0 } }, 1],
    ['it watches for lag, and there is none', { limits: { eventLoopDelay: 60_000 } }, 0],
  ])('where %s', async (_, settings, count) => {
    const { address } = await world.startNode(settings);
    await ask('', { address });
    expect(await countHandled(async () => expect((await ask('', { address })).status).toBe(200))).toBe(count);
  });

  it('gets everything once the hub stops', async () => {
    const node = await world.startNode({ shutdown: { delay: 500 } });
    const { address } = node;
    await ask('', { address });
    const stopped = node.hub.stop();
    expect(await countHandled(async () => expect((await ask('', { address })).status).toBe(200))).toBe(1);
    await stopped;
  });
});
