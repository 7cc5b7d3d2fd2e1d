import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('/v1/apps', () => {
  it('shows an application without its keys, with the addresses to enter at Alipay', async () => {
    const { json, text } = await world.node.request('GET', `/v1/apps/${world.appId}`);
    expect(json).toMatchObject({
      appId: world.appId,
      state: 'enabled',
      mode: 'key',
      certificates: [],
      callbackUrl: `${world.node.address}/callback/${world.appId}`,
      notifyUrl: `${world.node.address}/notify/${world.appId}`,
    });
    expect(text).not.toContain(world.app.privateKey);
  });

  it('adds an application in certificate mode, and shows when its certificates expire', async () => {
    const app = world.sandbox.app('certificate');
    const keys = {
      privateKey: app.privateKey,
      appCertificate: app.appCert,
      alipayCertificate: app.alipayCert,
      alipayRootCertificate: app.alipayRootCert,
    };
    const { endpoint } = world.sandbox;
    const added = await world.node.request('POST', '/v1/apps', {
      body: { appId: app.appId, name: 'Shops', endpoint, keys },
    });
    expect(added.json).toMatchObject({ name: 'Shops', mode: 'certificate' });
    expect(added.json.certificates[0]).toMatchObject({ certificate: 'app' });
    expect(added.json.certificates[0].expiresAt).toBeGreaterThan(Date.now());
    const again = await world.node.request('POST', '/v1/apps', { body: { appId: app.appId, endpoint, keys } });
    expect(again.json).toMatchObject({ status: 409, code: 'application-exists' });
  });

  it('names the key that is wrong, and never shows it', async () => {
    const keys = { privateKey: 'c2VjcmV0LXByaXZhdGUta2V5', alipayPublicKey: world.app.alipayPublicKey };
    const refused = await world.node.request('POST', '/v1/apps', { body: { appId: '2021000000000009', keys } });
    expect(refused.json).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(refused.json.detail).toMatch(/^keys: privateKey/);
    expect(refused.text).not.toContain('c2VjcmV0');
  });

  it('an application that is added or disabled on one node is so on the others', async () => {
    const other = await world.startNode();
    const app = world.sandbox.app('encrypted');
    const body = {
      appId: app.appId,
      endpoint: world.sandbox.endpoint,
      keys: { privateKey: app.privateKey, alipayPublicKey: app.alipayPublicKey, encryptKey: app.encryptKey },
    };
    expect((await world.node.request('POST', '/v1/apps', { body })).status).toBe(201);
    const stateOn = async () => (await other.request('GET', `/v1/apps/${app.appId}`)).json;
    await until('the other node serves it', async () => (await stateOn()).state === 'enabled');
    const disabled = await world.node.request('PATCH', `/v1/apps/${app.appId}`, { body: { state: 'disabled' } });
    expect(disabled.json).toMatchObject({ state: 'disabled', version: 2 });
    expect((await stateOn()).state).toBe('disabled');
  });

  it('another rotation policy counts for the authorizations that there are', async () => {
    const merchant = '2021000000000111';
    await world.grant(merchant);
    const app = `/v1/apps/${world.appId}`;
    const due = async () => (await world.node.request('GET', `${app}/authorizations/${merchant}`)).json.rotationDue;
    expect(await due()).toBeGreaterThan(Date.now());
    await world.node.request('PATCH', app, { body: { rotation: 'never' } });
    await until('no rotation is due', async () => (await due()) === null);
  });
});
