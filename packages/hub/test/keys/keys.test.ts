import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start({ settings: { rateLimit: { failures: 3 } } });
});
afterAll(() => world[Symbol.asyncDispose]());

const newKey = (scopes: readonly string[], more: object = {}) => ({ name: 'shop', scopes, ...more });

describe('/v1/keys', () => {
  it('shows a new key once, and lists it without the key', async () => {
    const created = await world.node.request('POST', '/v1/keys', { body: newKey(['read']) });
    expect(created.status).toBe(201);
    expect(created.json.key).toMatch(/^lpk_[A-Za-z0-9_-]{43}$/);
    const list = await world.node.request('GET', '/v1/keys');
    expect(list.text).not.toContain(created.json.key);
    const { key: _, ...shown } = created.json;
    expect(list.json.keys).toContainEqual({ ...shown, lastUsedAt: null });
  });

  it('refuses a request without a key, and one with a wrong key', async () => {
    const without = await world.node.request('GET', '/v1/keys', { key: null });
    expect(without.status).toBe(401);
    expect(without.headers.get('www-authenticate')).toContain('Bearer');
    expect(without.headers.get('content-type')).toContain('application/problem+json');
    expect(without.json).toMatchObject({ code: 'missing-key', type: 'urn:lingpai:problem:missing-key', status: 401 });
    const wrong = await world.node.request('GET', '/v1/keys', { key: `lpk_${'b'.repeat(43)}` });
    expect(wrong.json).toMatchObject({ code: 'invalid-key', status: 401 });
  });

  it('refuses what the scopes of a key do not permit, naming what is needed', async () => {
    const key = await world.createKey(['read']);
    const refused = await world.node.request('GET', '/v1/keys', { key });
    expect(refused.json).toMatchObject({ status: 403, code: 'scope-missing', needs: ['manage'] });
  });

  it('a key is for its applications only', async () => {
    const key = await world.createKey(['read', 'manage'], { appIds: ['2021999999999999'] });
    const other = await world.node.request('GET', `/v1/apps/${world.appId}`, { key });
    expect(other.json).toMatchObject({ status: 403, code: 'application-not-permitted' });
    expect((await world.node.request('GET', '/v1/apps', { key })).json).toEqual({ applications: [] });
  });

  it('a key makes no key that may do more than itself', async () => {
    const key = await world.createKey(['manage', 'read'], { appIds: [world.appId] });
    const more = await world.node.request('POST', '/v1/keys', { key, body: newKey(['token']) });
    expect(more.json).toMatchObject({ status: 403, code: 'scope-missing' });
    const everywhere = await world.node.request('POST', '/v1/keys', { key, body: newKey(['read']) });
    expect(everywhere.json).toMatchObject({ status: 403, code: 'application-not-permitted' });
    const same = await world.node.request('POST', '/v1/keys', {
      key,
      body: newKey(['read'], { appIds: [world.appId] }),
    });
    expect(same.status).toBe(201);
  });

  it('refuses a key from an address that is not one of its own', async () => {
    const key = await world.createKey(['read'], { ipRanges: ['10.0.0.0/8', '2001:db8::/32'] });
    const refused = await world.node.request('GET', '/v1/apps', { key });
    expect(refused.json).toMatchObject({ status: 403, code: 'address-not-permitted' });
    const local = await world.createKey(['read'], { ipRanges: ['127.0.0.0/8'] });
    expect((await world.node.request('GET', '/v1/apps', { key: local })).status).toBe(200);
    const wrong = await world.node.request('POST', '/v1/keys', {
      body: newKey(['read'], { ipRanges: ['10.0.0.0/33'] }),
    });
    expect(wrong.json).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(wrong.json.detail).toContain('ipRanges: expected addresses or networks');
  });

  it('refuses a key that was revoked', async () => {
    const created = await world.node.request('POST', '/v1/keys', { body: newKey(['read']) });
    const { key, id } = created.json;
    expect((await world.node.request('GET', '/v1/apps', { key })).status).toBe(200);
    expect((await world.node.request('DELETE', `/v1/keys/${id}`)).status).toBe(204);
    expect((await world.node.request('GET', '/v1/apps', { key })).json).toMatchObject({ code: 'invalid-key' });
  });

  it('names the member of a body that is wrong', async () => {
    const misspelt = await world.node.request('POST', '/v1/keys', {
      body: { name: 'x', scopes: ['read'], expires: 1 },
    });
    expect(misspelt.json).toMatchObject({ status: 400, detail: 'expires: there is no such member' });
    const unknown = await world.node.request('POST', '/v1/keys', { body: newKey(['everything']) });
    expect(unknown.json.detail).toContain('scopes[0]: expected one of "read", "token"');
  });

  it('refuses further guesses of an address unread, and serves a key that is known to be valid', async () => {
    const key = await world.createKey(['read']);
    await world.node.request('GET', '/v1/apps', { key });
    const guess = (letter: string) => world.node.request('GET', '/v1/apps', { key: `lpk_${letter.repeat(43)}` });
    for (const letter of 'cdefg') await guess(letter);
    const refused = await guess('h');
    expect(refused.json).toMatchObject({ status: 429, code: 'too-many-failures' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await world.node.request('GET', '/v1/apps', { key })).status).toBe(200);
  });
});
