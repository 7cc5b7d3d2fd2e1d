import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

const merchant = '2021000000000011';
const query = '/v3/alipay/trade/query';
const precreate = '/v3/alipay/trade/precreate';
const upload = '/v3/alipay/merchant/item/file/upload';
const stream = '/v3/stream/grandsecurity/bizrisks/fact/check';
const picture = Buffer.from('89504e470d0a1a0a', 'hex');
let world: HubWorld;
let key: string;

beforeAll(async () => {
  world = await HubWorld.start({ settings: { limits: { eventLoopDelay: 0, proxyBody: 20_000 } } });
  await world.grant(merchant);
  key = await world.createKey(['proxy']);
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => world.sandbox.clearFaults());

const proxied = (path: string, authAppId = merchant) => `/proxy/${world.appId}/${authAppId}${path}`;
const post = (path: string, body: object | string, headers: Record<string, string> = {}) =>
  world.node.request('POST', proxied(path), { key, body, headers: { 'content-type': 'application/json', ...headers } });
/** The calls of a path that reached Alipay. */
const received = (path: string) =>
  world.sandbox.requests().filter(({ pathAndQuery }) => pathAndQuery.split('?')[0] === path);
const order = (outTradeNo: string) => ({ out_trade_no: outTradeNo, total_amount: '1.00', subject: '茶' });

describe('/proxy/:appId/:authAppId/v3/*', () => {
  it('makes a JSON call for the merchant, byte for byte, and passes the response on', async () => {
    const body = '{"out_trade_no":"p-1", "total_amount":"1.00",\n "subject":"茶" }';
    const { status, json, headers } = await post(precreate, body);
    expect({ status, json }).toMatchObject({ status: 200, json: { out_trade_no: 'p-1' } });
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    const [call] = received(precreate);
    expect(call?.body).toBe(body);
    expect(call?.headers['alipay-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('lingpai-trace-id')).toBe(call?.response?.headers['alipay-trace-id']);
    expect(headers.get('lingpai-alipay-code')).toBeNull();
    const path = `/v1/apps/${world.appId}/authorizations/${merchant}`;
    const authorization = await world.node.request('GET', path);
    expect(headers.get('lingpai-token-generation')).toBe(String(authorization.json.generation));
    const { pairs = [] } = world.sandbox.state().authorizations.find(({ authAppId }) => authAppId === merchant) ?? {};
    expect(call?.headers['alipay-app-auth-token']).toBe(pairs.at(-1)?.appAuthToken);
  });

  it('passes an error of Alipay on with its status, body and code', async () => {
    const { status, text, headers } = await post(query, { out_trade_no: 'nothing' });
    expect(status).toBe(400);
    expect(text).toBe(received(query).at(-1)?.response?.body);
    expect(headers.get('lingpai-alipay-code')).toBe('ACQ.TRADE_NOT_EXIST');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('makes a GET call with its query as it was written', async () => {
    const written = '/v3/alipay/marketing/activity/2026%20A?page_num=1&merchant_id=%E8%8C%B6+1';
    await world.node.request('GET', proxied(written), { key });
    expect(world.sandbox.requests().at(-1)).toMatchObject({ method: 'GET', pathAndQuery: written });
    expect(world.sandbox.requests().at(-1)?.refusal?.code).not.toBe('invalid-signature');
  });

  it('passes an upload on: the parameters in the part "data", and the files', async () => {
    const form = new FormData();
    form.append('data', '{"scene":"SYNC_ORDER"}');
    form.append('file_content', new Blob([picture], { type: 'image/png' }), '商品.png');
    const response = await fetch(world.node.address + proxied(upload), {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${key}` },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ material_id: expect.any(String) });
    expect(received(upload).at(-1)?.body).toBe(
      'data: {"scene":"SYNC_ORDER"}\nfile_content: 商品.png (image/png, 8 bytes)',
    );
  });

  it.each([
    ['a part without a file name', ['scene', 'x'], 'the part "scene" has no file name; parameters belong in "data"'],
    ['two parts of one name', ['data', '{}'], 'two parts are called "data"'],
  ] as const)('refuses a form with %s', async (_, [name, value], why) => {
    const form = new FormData();
    form.append('data', '{}');
    form.append(name, value);
    const response = await fetch(world.node.address + proxied(upload), {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${key}` },
    });
    expect(await response.json()).toMatchObject({ status: 400, detail: expect.stringContaining(why) });
  });

  it('passes a stream of events on to a caller that accepts one', async () => {
    const body = JSON.stringify({ query: 'is tea green?' });
    const { status, headers, text } = await post(stream, body, { accept: 'text/event-stream' });
    expect({ status, text }).toMatchObject({ status: 200, text: received(stream).at(-1)?.response?.body });
    expect(text).toMatch(/^data: .*\n\n$/);
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const refused = await post(stream, body);
    expect(refused.json).toMatchObject({ status: 502, code: 'alipay-unavailable', outcome: 'unknown' });
  });

  it('passes a verified response on to a caller that accepts a stream where there is none', async () => {
    const { status, headers } = await post(precreate, order('p-4'), { accept: 'text/event-stream' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it.each([
    ['bad-signature', { code: 'alipay-unverified', problem: 'wrong', outcome: 'unknown' }],
    ['html', { code: 'alipay-unavailable', outcome: 'unknown', alipayStatus: 502 }],
    ['drop-before', { code: 'alipay-unavailable', outcome: 'unknown' }],
    ['truncate', { code: 'alipay-unavailable', outcome: 'unknown' }],
  ] as const)('responds with a problem when Alipay’s response is lost or not proven (%s)', async (effect, problem) => {
    world.sandbox.injectFault({ effect, times: 9 });
    const before = world.sandbox.requests().length;
    expect((await post(query, { out_trade_no: 'p-1' })).json).toMatchObject({ status: 502, ...problem });
    expect(world.sandbox.requests().length - before).toBe(1);
  });

  it('never makes a POST again that may have taken effect', async () => {
    world.sandbox.injectFault({ effect: 'drop-after', times: 9, match: { path: precreate } });
    const before = received(precreate).length;
    expect((await post(precreate, order('p-2'))).json).toMatchObject({
      code: 'alipay-unavailable',
      outcome: 'unknown',
    });
    expect(received(precreate).length - before).toBe(1);
  });

  it('refuses a body beyond the limit of proxied calls, and takes one beyond the limit of others', async () => {
    const { json } = await post(precreate, { ...order('p-3'), body: 'x'.repeat(20_000) });
    expect(json).toMatchObject({ status: 413, code: 'body-too-large' });
  });

  it.each([
    ['text that is no JSON', '{"a":', {}, { status: 400, code: 'invalid-request' }],
    ['a list', '[]x', {}, { status: 400, code: 'invalid-request' }],
    [
      'another type',
      'a=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
      { code: 'unsupported-media-type' },
    ],
    ['another charset', '{}', { 'content-type': 'application/json; charset=gbk' }, { code: 'unsupported-media-type' }],
    ['a compressed body', '{}', { 'content-encoding': 'gzip' }, { code: 'unsupported-media-type' }],
  ] as const)('refuses %s', async (_, body, headers, problem) => {
    const before = world.sandbox.requests().length;
    expect((await post(query, body, headers)).json).toMatchObject(problem);
    expect(world.sandbox.requests().length).toBe(before);
  });

  it('refuses keys without the scope, keys of another application, and unknown merchants', async () => {
    const body = { out_trade_no: 'p-1' };
    const other = await world.createKey(['read', 'token', 'webhooks', 'manage']);
    const foreign = await world.createKey(['proxy'], { appIds: ['2021999999999999'] });
    const as = (who: string | null, path = proxied(query)) => world.node.request('POST', path, { key: who, body });
    expect((await as(other)).json).toMatchObject({ status: 403, code: 'scope-missing', needs: ['proxy'] });
    expect((await as(foreign)).json).toMatchObject({ status: 403, code: 'application-not-permitted' });
    expect((await as(null)).json).toMatchObject({ status: 401, code: 'missing-key' });
    const unknown = await as(key, proxied(query, '2021000000000099'));
    expect(unknown.json).toMatchObject({ status: 404, code: 'unknown-authorization' });
    const elsewhere = await as(key, `/proxy/2021999999999999/${merchant}${query}`);
    expect(elsewhere.json).toMatchObject({ status: 404, code: 'unknown-application' });
  });

  it('leaves redeeming codes and rotating tokens to the hub', async () => {
    const before = world.sandbox.requests().length;
    for (const path of [
      '/v3/alipay/open/auth/token/app',
      '/v3/alipay/open/auth/token/%61pp',
      '/v3/Alipay/open/auth/token/app',
    ]) {
      const { json } = await post(path, { grant_type: 'authorization_code', code: 'x' });
      expect(json, path).toMatchObject({ status: 403, code: 'call-refused' });
    }
    expect(world.sandbox.requests().length).toBe(before);
  });

  it('counts calls for the audit chain of the authorization', async () => {
    await using other = await HubWorld.start();
    await other.grant(merchant);
    for (const name of ['a', 'b']) {
      const path = `/proxy/${other.appId}/${merchant}${precreate}`;
      expect((await other.node.request('POST', path, { body: order(name) })).status).toBe(200);
    }
    await other.node.hub.stop();
    const node = await other.startNode();
    const { json } = await node.request('GET', `/v1/apps/${other.appId}/authorizations/${merchant}/history`);
    expect(json.audit[0]).toMatchObject({ kind: 'calls-proxied', detail: { by: 'key_admin', count: 2 } });
  });
});
