import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('/notify/:appId', () => {
  it('a consent whose redirect is lost becomes known by its notification', async () => {
    world.consent('2021000000000031');
    await until('the authorization is there', async () => {
      const { json } = await world.node.request('GET', `/v1/apps/${world.appId}/authorizations/2021000000000031`);
      return json.state === 'active';
    });
    await until('Alipay was told success', () =>
      world.sandbox
        .notifications()
        .some(({ authAppId, status }) => authAppId === '2021000000000031' && status === 'delivered'),
    );
  });

  it('a cancellation ends the authorization', async () => {
    await world.grant('2021000000000032');
    world.sandbox.cancel({ appId: world.appId, authAppId: '2021000000000032' });
    await until('it is cancelled', async () => {
      const { json } = await world.node.request('GET', `/v1/apps/${world.appId}/authorizations/2021000000000032`);
      return json.state === 'cancelled';
    });
  });

  it('a forged notification has no effect', async () => {
    const body = new URLSearchParams({
      notify_id: 'forged-1',
      notify_type: 'open_app_auth_notify',
      app_id: world.appId,
      charset: 'UTF-8',
      sign_type: 'RSA2',
      sign: 'Zm9yZ2Vk',
      biz_content: '{}',
    });
    const forged = await world.node.request('POST', `/notify/${world.appId}`, {
      key: null,
      body: body.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    });
    expect(forged.text).toBe('fail');
    expect(forged.status).toBeGreaterThanOrEqual(400);
  });

  it('one for an application that the hub does not have is not found', async () => {
    const response = await world.node.request('POST', '/notify/2021999999999999', { key: null, body: 'a=b' });
    expect(response.status).toBe(404);
  });
});
