import { expect, it } from 'vitest';
import { adminKey, HubWorld, masterKey } from '../support/hub-world.js';

const merchant = '2021000000000061';

/** What nobody may find: whole, and parts of what has several lines. */
function secretsOf(world: HubWorld, more: readonly string[]): string[] {
  const pairs = world.sandbox.state().authorizations.flatMap((one) => one.pairs);
  const keyLines = (world.app.privateKey ?? '').split('\n').filter((line) => line.length > 40);
  const tokens = pairs.flatMap(({ appAuthToken, appRefreshToken }) => [appAuthToken, appRefreshToken]);
  const found = [adminKey, masterKey, ...keyLines, ...tokens, ...more];
  expect(found.length).toBeGreaterThan(10);
  expect(found.every((secret) => secret.length >= 16)).toBe(true);
  return found;
}

it('no key, token or code is in the log, a problem, the metrics, the database or the title of the process', async () => {
  await using world = await HubWorld.start({ settings: { logLevel: 'trace' } });
  const { node, appId } = world;
  const authorization = `/v1/apps/${appId}/authorizations/${merchant}`;
  const code = world.consent(merchant);
  const problems: string[] = [];
  const request: typeof node.request = async (method, path, options) => {
    const response = await node.request(method, path, options);
    if (response.status >= 400) problems.push(response.text);
    return response;
  };
  await request('GET', `/callback/${appId}?app_id=${appId}&app_auth_code=${code}`, { key: null });
  const key = await world.createKey(['token', 'read']);
  const headers = { 'idempotency-key': 'a-key-of-a-caller' };
  const kept = await request('POST', '/v1/keys', { body: { name: 'kept', scopes: ['read'] }, headers });
  await request('GET', `${authorization}/token?reason=test`, { key });
  await request('POST', `${authorization}/rotate`);
  await request('GET', `${authorization}/token`, { key });
  // Mistakes that carry secrets where they do not belong.
  await request('GET', `/nothing/${key}`, { key });
  await request('GET', `/v1/apps/${appId}/authorizations?state=${key}`, { key });
  await request('POST', '/v1/keys', { body: `{"name": "${key}", `, headers: { 'content-type': 'application/json' } });
  await request('POST', '/v1/keys', { body: { name: 'x', scopes: [key], [key]: key } });
  await request('POST', '/v1/apps', {
    body: { appId: '2021000000000077', keys: { privateKey: masterKey, encryptKey: key } },
  });
  await request('PATCH', `/v1/apps/${appId}`, {
    body: { keys: { privateKey: world.app.privateKey, alipayPublicKey: key } },
  });
  await request('POST', `/notify/${appId}`, { key: null, body: `app_auth_token=${key}&sign=${key}` });
  await request('GET', `/callback/${appId}?app_auth_code=${code}&state=${key}`, { key: null });
  const metrics = await request('GET', '/metrics', { key });
  const dump = await world.dump();
  const places = {
    log: node.log.join(''),
    problems: problems.join(''),
    metrics: metrics.text,
    dump,
    title: process.title,
  };
  expect(places.log).toContain('"route":"/v1/keys"');
  expect(problems.length).toBeGreaterThan(5);
  for (const secret of secretsOf(world, [key, kept.json.key, code])) {
    for (const [place, text] of Object.entries(places))
      expect(text.includes(secret), `a secret in: ${place}`).toBe(false);
  }
});

it('nothing of a merchant that was forgotten is left in any table', async () => {
  await using world = await HubWorld.start();
  const { node, appId } = world;
  const forgotten = '2021000000000062';
  const headers = { 'idempotency-key': 'invite-forgotten' };
  const body = { reference: 'shop-forgotten' };
  const { json } = await node.request('POST', `/v1/apps/${appId}/links`, { body, headers });
  await world.returnFrom(json.url, { app_auth_code: world.consent(forgotten) });
  const authorization = `/v1/apps/${appId}/authorizations/${forgotten}`;
  await node.request('GET', `${authorization}/token?reason=test`);
  await node.request('POST', `${authorization}/rotate`);
  expect(await world.dump()).toContain('shop-forgotten');
  expect((await node.request('DELETE', authorization)).status).toBe(204);
  const dump = await world.dump();
  expect(dump).not.toContain('shop-forgotten');
  expect(dump).not.toContain(forgotten);
});
