import { AlipayClient } from '@lingpai/alipay';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

const query = '/v3/alipay/trade/query';
const precreate = '/v3/alipay/trade/precreate';
const activity = '/v3/alipay/marketing/activity/1';
let world: HubWorld;

beforeAll(async () => {
  world = await HubWorld.start({ alipay: { oldTokenGrace: 0 } });
});
afterAll(() => world[Symbol.asyncDispose]());

const calls = (path: string) => world.sandbox.requests().filter(({ pathAndQuery }) => pathAndQuery === path);
const post = (authAppId: string, path: string, body: object) =>
  world.node.request('POST', `/proxy/${world.appId}/${authAppId}${path}`, { body });
const order = (outTradeNo: string) => ({ out_trade_no: outTradeNo, total_amount: '1.00', subject: 'tea' });

/** Another program rotates the pair, so that the hub's token no longer works. */
async function rotateElsewhere(authAppId: string): Promise<void> {
  const { appId, privateKey = '', alipayPublicKey } = world.app;
  const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: world.sandbox.endpoint });
  const { pairs = [] } = world.sandbox.state().authorizations.find((one) => one.authAppId === authAppId) ?? {};
  await new AlipayOpenAuthTokenApi(client).app({
    grant_type: 'refresh_token',
    refresh_token: pairs.at(-1)?.appRefreshToken ?? '',
  });
}

describe('a token that Alipay refuses', () => {
  it('a GET is made once more with the token that the vault gets', async () => {
    const merchant = '2021000000000021';
    await world.grant(merchant);
    await rotateElsewhere(merchant);
    const { headers } = await world.node.request('GET', `/proxy/${world.appId}/${merchant}${activity}`);
    const [first, second, ...others] = calls(activity);
    expect(first?.refusal?.code).toBe('app-auth-token-time-out');
    expect(second?.headers['alipay-app-auth-token']).not.toBe(first?.headers['alipay-app-auth-token']);
    expect(second?.refusal?.code).not.toBe('app-auth-token-time-out');
    expect(others).toEqual([]);
    const path = `/v1/apps/${world.appId}/authorizations/${merchant}`;
    const { json } = await world.node.request('GET', path);
    expect(headers.get('lingpai-token-generation')).toBe(String(json.generation));
  });

  it('a POST is made once more, because a signed refusal proves that Alipay did not act', async () => {
    const merchant = '2021000000000022';
    await world.grant(merchant);
    await rotateElsewhere(merchant);
    expect((await post(merchant, precreate, order('r-1'))).json).toMatchObject({ out_trade_no: 'r-1' });
    expect(calls(precreate).map(({ refusal }) => refusal?.code)).toEqual(['app-auth-token-time-out', undefined]);
  });

  it('a POST whose response is lost on the repetition is not made a third time', async () => {
    const merchant = '2021000000000023';
    await world.grant(merchant);
    await rotateElsewhere(merchant);
    const before = calls(precreate).length;
    // The refusal is delayed; the response to the repetition is lost.
    world.sandbox.injectFault({ effect: 'delay', ms: 1, match: { path: precreate } });
    world.sandbox.injectFault({ effect: 'drop-after', times: 9, match: { path: precreate } });
    const { json } = await post(merchant, precreate, order('r-2'));
    world.sandbox.clearFaults();
    expect(json).toMatchObject({ status: 502, code: 'alipay-unavailable', outcome: 'unknown' });
    expect(calls(precreate).length - before).toBe(2);
    expect(world.sandbox.listTrades().filter(({ outTradeNo }) => outTradeNo === 'r-2')).toHaveLength(1);
  });

  it('calls at the same time share the rotation, and each is made twice at most', async () => {
    const merchant = '2021000000000024';
    await world.grant(merchant);
    await rotateElsewhere(merchant);
    const before = calls(precreate).length;
    const pairs = () =>
      world.sandbox.state().authorizations.find(({ authAppId }) => authAppId === merchant)?.pairs.length;
    const pairsBefore = pairs() ?? 0;
    const names = ['r-3', 'r-4', 'r-5', 'r-6'];
    const responses = await Promise.all(names.map((name) => post(merchant, precreate, order(name))));
    expect(responses.map(({ json }) => json.out_trade_no)).toEqual(names);
    expect(calls(precreate).length - before).toBeLessThanOrEqual(8);
    expect(pairs()).toBe(pairsBefore + 1);
  });

  it('a POST that meets a rotation of another node waits for it, and is made once more', async () => {
    const merchant = '2021000000000026';
    await world.grant(merchant);
    const other = await world.startNode();
    const pairs = () =>
      world.sandbox.state().authorizations.find(({ authAppId }) => authAppId === merchant)?.pairs.length;
    world.sandbox.injectFault({ effect: 'delay', ms: 1_000, times: 1, match: { grantType: 'refresh_token' } });
    const before = calls(precreate).length;
    const rotated = world.node.request('POST', `/v1/apps/${world.appId}/authorizations/${merchant}/rotate`);
    await until('Alipay has replaced the token', () => pairs() === 2);
    const path = `/proxy/${world.appId}/${merchant}${precreate}`;
    expect((await other.request('POST', path, { body: order('r-7') })).json).toMatchObject({ out_trade_no: 'r-7' });
    expect((await rotated).status).toBe(200);
    expect(calls(precreate).length - before).toBeLessThanOrEqual(2);
  });

  it('of a merchant who cancelled is a problem with a stable type, found out by the call', async () => {
    const merchant = '2021000000000025';
    await world.grant(merchant);
    world.sandbox.updateApplication(world.appId, { notifyUrl: null });
    world.sandbox.cancel({ appId: world.appId, authAppId: merchant });
    const before = calls(query).length;
    const { json } = await post(merchant, query, { out_trade_no: 'r-1' });
    expect(json).toMatchObject({ status: 409, type: 'urn:lingpai:problem:cancelled', authAppId: merchant });
    expect(calls(query).length - before).toBe(1);
    await post(merchant, query, { out_trade_no: 'r-1' });
    expect(calls(query).length - before).toBe(1);
  });
});
