import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';
import { type RawRequestOptions, rawRequest } from '../support/raw-request.js';

const merchant = '2021000000000011';
const other = '2021000000000012';
let world: HubWorld;
let key: string;

beforeAll(async () => {
  world = await HubWorld.start();
  await world.grant(merchant);
  await world.grant(other);
  key = await world.createKey(['proxy'], { appIds: [world.appId] });
});
afterAll(() => world[Symbol.asyncDispose]());

const send = (target: string, options: RawRequestOptions = {}) =>
  rawRequest(world.node.address, target.replaceAll('APP', world.appId), {
    ...options,
    headers: { authorization: `Bearer ${key}`, ...options.headers },
  });
/** Whether nothing reached Alipay while something was tried. */
async function expectNothingSent<T>(attempt: () => Promise<T>): Promise<T> {
  const before = world.sandbox.requests().length;
  const result = await attempt();
  expect(world.sandbox.requests().length).toBe(before);
  return result;
}

describe('a path of the proxy', () => {
  it.each([
    '/../../../v1/keys',
    '/..',
    '/alipay/../../gateway.do',
    '/alipay/./trade/query',
    '/%2e%2e/%2e%2e/gateway.do',
    '/%2E%2e/gateway.do',
    '/.%2e/gateway.do',
    '/%252e%252e/gateway.do',
    '/%25252e%25252e/gateway.do',
    '/..%2fgateway.do',
    '/..%5cgateway.do',
    '/..\\gateway.do',
    '/alipay\\trade\\query',
    '/alipay%2ftrade%2fquery',
    '/alipay%5ctrade',
    '/alipay%252ftrade',
    '//evil.example/x',
    '/alipay//trade/query',
    '/alipay/trade/query/',
    '/',
    '/http://evil.example/',
    '/https:%2f%2fevil.example/',
    '/@evil.example/',
    '/user:password@evil.example/',
    '/%c0%ae%c0%ae/gateway.do',
    '/%e0%80%af/x',
    '/%ff',
    '/%00',
    '/alipay%0d%0aalipay-app-auth-token:%20x',
    '/alipay%09trade',
    '/alipay;x=1/trade',
    '/alipay/%7',
    '/alipay/%zz',
    '/alipay/{id}',
    '/alipay/"trade"',
    '/alipay/trade?x=\\',
    '/alipay/trade?x="',
    '/alipay/trade?x=%zz',
    "/alipay/trade?x='",
  ])('is refused as %s', async (path) => {
    const { status, text } = await expectNothingSent(() => send(`/proxy/APP/${merchant}/v3${path}`));
    expect({ status, ...JSON.parse(text) }).toMatchObject({
      status: 400,
      type: expect.stringMatching(/path-refused|invalid-request/),
    });
    if (path !== '/') expect(text).not.toContain(path);
  });

  it.each([
    `http://evil.example/proxy/APP/${merchant}/v3/alipay/trade/query`,
    `http://user@evil.example/proxy/APP/${merchant}/v3/alipay/trade/query`,
    `//evil.example/proxy/APP/${merchant}/v3/alipay/trade/query`,
    `/proxy/APP/${merchant}@evil.example/v3/alipay/trade/query`,
    `/proxy/APP/${merchant}%2f..%2f${other}/v3/alipay/trade/query`,
    `/proxy/APP/../${other}/v3/alipay/trade/query`,
    `/proxy/APP/${merchant}/v1/alipay/trade/query`,
    `/proxy/APP/${merchant}/V3/alipay/trade/query`,
    `/proxy/APP/${merchant}/v3`,
    `/proxy/APP/${merchant}/%76%33/../v3/alipay`,
    `/proxy//${merchant}/v3/alipay/trade/query`,
    '/proxy/APP/http://evil.example/v3/alipay',
    `/x/../proxy/APP/${merchant}/v3/alipay/trade/query`,
  ])('is refused as %s, before it', async (target) => {
    const { status, text } = await expectNothingSent(() => send(target));
    expect([400, 403, 404], text).toContain(status);
  });

  it('may have characters that are percent-encoded once', async () => {
    const target = `/proxy/APP/${merchant}/v3/alipay/marketing/activity/a%20%E8%8C%B6%3A%40b?x=%2F..%2F&y=1`;
    await send(target);
    const { pathAndQuery, refusal } = world.sandbox.requests().at(-1) ?? {};
    expect(pathAndQuery).toBe('/v3/alipay/marketing/activity/a%20%E8%8C%B6%3A%40b?x=%2F..%2F&y=1');
    expect(refusal?.code).not.toBe('invalid-signature');
  });
});

describe('a header of the caller', () => {
  const path = `/proxy/APP/${merchant}/v3/alipay/marketing/activity/1`;

  it.each([
    'alipay-app-auth-token',
    'Alipay-App-Auth-Token',
    'alipay-request-id',
    'alipay-encrypt-type',
    'alipay-root-cert-sn',
    'alipay-sdk-version',
    'alipay-signature',
    'alipay-anything-new',
    'x-http-method-override',
    'X-HTTP-Method',
    'x-method-override',
  ])('is refused: %s', async (name) => {
    const { status, text } = await expectNothingSent(() => send(path, { headers: { [name]: 'x' } }));
    expect({ status, ...JSON.parse(text) }).toMatchObject({
      status: 400,
      code: 'header-refused',
      header: name.toLowerCase(),
    });
  });

  it('never reaches Alipay', async () => {
    await send(path, {
      headers: {
        host: 'evil.example',
        cookie: 'session=1',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-for': '203.0.113.9',
        'user-agent': 'caller/1',
        accept: 'text/html',
        'accept-language': 'fr',
        'x-request-id': 'request-of-the-caller',
        traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
        'x-anything': 'x',
      },
    });
    const { headers = {} } = world.sandbox.requests().at(-1) ?? {};
    expect(Object.keys(headers).sort()).toEqual([
      'accept',
      'alipay-app-auth-token',
      'alipay-request-id',
      'alipay-sdk-version',
      'authorization',
      'connection',
      'host',
      'user-agent',
    ]);
    expect(headers.host).toBe(new URL(world.sandbox.endpoint).host);
    expect(headers.accept).toBe('application/json');
    expect(headers.authorization).toMatch(/^ALIPAY-SHA256withRSA app_id=/);
    expect(JSON.stringify(headers)).not.toMatch(/caller|evil|203\.0\.113\.9|lpk_/);
  });

  it('announces no body of a GET request', async () => {
    const { status, text } = await expectNothingSent(() =>
      send(path, { headers: { 'content-length': '2' }, body: '{}' }),
    );
    expect({ status, text }).toMatchObject({ status: 400, text: expect.stringContaining('a GET request has no body') });
  });
});

it('methods that Alipay does not have are not served', async () => {
  for (const method of ['HEAD', 'OPTIONS', 'TRACE']) {
    const target = `/proxy/APP/${merchant}/v3/alipay/marketing/activity/1`;
    const { status } = await expectNothingSent(() => send(target, { method }));
    expect(status, method).toBeGreaterThanOrEqual(400);
  }
});
