import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { type HubNode, HubWorld } from '../support/hub-world.js';
import { client, TestIdentityProvider } from '../support/identity-provider.js';

let world: HubWorld;
let provider: TestIdentityProvider;
beforeAll(async () => {
  provider = await TestIdentityProvider.start();
  const oidc = { issuer: provider.issuer, clientId: client.id, clientSecret: client.secret, name: 'Staff' };
  world = await HubWorld.start({
    settings: {
      session: {
        oidc: { ...oidc, rolesField: 'realm.roles' },
        proxy: { addresses: ['127.0.0.1'] },
        roles: { admin: ['owners'], operatorScopes: ['read', 'token'] },
      },
    },
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

const person = (...roles: string[]) => ({ sub: 'ada', name: 'Ada', realm: { roles } });

/** Begins at the hub, and lets the provider send the browser back. @returns the path and query with which it comes back */
async function atProvider(browser: Browser, query = ''): Promise<string> {
  const { status, headers } = await browser.request(world.node, 'GET', `/v1/session/oidc${query}`);
  expect(status).toBe(302);
  const response = await fetch(headers.get('location') ?? '', { redirect: 'manual' });
  const { pathname, search } = new URL(response.headers.get('location') ?? '');
  return `${pathname}${search}`;
}

const location = (response: { headers: Headers }) =>
  (response.headers.get('location') ?? '').replace(world.node.address, '');

async function signIn(browser: Browser, query = ''): Promise<string> {
  const back = await atProvider(browser, query);
  return location(await browser.request(world.node, 'GET', back, { headers: { 'sec-fetch-site': 'cross-site' } }));
}

describe('sign-in at an OpenID provider', () => {
  it('is offered', async () => {
    const { json } = await world.node.request('GET', '/v1/session/methods', { key: null });
    expect(json).toMatchObject({ key: true, oidc: { name: 'Staff', url: `${world.node.address}/v1/session/oidc` } });
  });

  it('makes a session with the scopes of the role, and leads back to the page', async () => {
    provider.person = person('unknown-group', 'operator', 'viewer');
    const browser = new Browser();
    expect(await signIn(browser, '?returnTo=/authorizations/1?tab=2')).toBe('/authorizations/1?tab=2');
    const { json } = await browser.request(world.node, 'GET', '/v1/session');
    expect(json).toMatchObject({
      name: 'Ada',
      actor: expect.stringMatching(/^user_[\w-]{22}$/),
      method: 'oidc',
      role: 'operator',
      scopes: ['read', 'token'],
    });
    expect([...browser.cookies.keys()]).toEqual(['lingpai']);
    const again = new Browser();
    provider.person = person('owners');
    await signIn(again);
    expect((await again.request(world.node, 'GET', '/v1/session')).json).toMatchObject({
      actor: json.actor,
      role: 'admin',
      scopes: ['read', 'proxy', 'webhooks', 'manage'],
    });
  });

  it('leads to no other site afterwards', async () => {
    provider.person = person('viewer');
    for (const returnTo of [
      '//elsewhere.example.com',
      'https://elsewhere.example.com',
      '/\\elsewhere.example.com',
      '/%09/x y',
    ]) {
      expect(await signIn(new Browser(), `?returnTo=${encodeURIComponent(returnTo)}`), returnTo).toMatch(
        /^\/(%09\/x)?/,
      );
      expect(await signIn(new Browser(), `?returnTo=${encodeURIComponent(returnTo)}`), returnTo).not.toContain(
        'elsewhere',
      );
    }
  });

  it('refuses a person without a role', async () => {
    provider.person = person('guest');
    const browser = new Browser();
    expect(await signIn(browser)).toBe('/?signIn=role-missing');
    expect(browser.cookies.size).toBe(0);
  });

  it('refuses what another browser began, what was used, changed or comes too late, and tokens for others', async () => {
    provider.person = person('owners');
    const failed = '/?signIn=sign-in-failed';
    const complete = async (browser: Browser, back: string) => location(await browser.request(world.node, 'GET', back));
    const victim = new Browser();
    expect(await complete(victim, await atProvider(new Browser()))).toBe(failed);
    const twice = new Browser();
    const back = await atProvider(twice);
    const kept = new Map(twice.cookies);
    expect(await complete(twice, back)).toBe('/');
    expect(await complete(twice, back)).toBe(failed);
    const replayed = new Browser();
    for (const [name, value] of kept) replayed.cookies.set(name, value);
    expect(await complete(replayed, back)).toBe(failed);
    const changed = new Browser();
    expect(await complete(changed, (await atProvider(changed)).replace(/state=[^&]+/, 'state=other'))).toBe(failed);
    const forged = new Browser();
    const began = await atProvider(forged);
    forged.cookies.set('lingpai-sign-in', `${(forged.cookies.get('lingpai-sign-in') ?? '').split('.')[0]}.AAAA`);
    expect(await complete(forged, began)).toBe(failed);
    for (const wrong of [{ nonce: 'other' }, { aud: 'other' }, { iss: 'https://other.example.com' }, { exp: 1 }]) {
      provider.wrong = wrong;
      expect(await signIn(new Browser()), JSON.stringify(wrong)).toBe(failed);
    }
    provider.wrong = {};
    const slow = new Browser();
    const late = await atProvider(slow);
    world.advance(11 * 60_000);
    expect(await complete(slow, late)).toBe(failed);
    expect(world.node.log.join('')).not.toMatch(/code=|the-secret-of-the-client/);
  });
});

describe('sign-in by a proxy', () => {
  const headers = { 'x-forwarded-user': 'grace', 'x-forwarded-groups': 'staff, viewer' };
  const session = (node: HubNode, browser: Browser, given = {}) =>
    browser.request(node, 'GET', '/v1/session', { headers: given });

  it('makes a session for whom the proxy names, which goes on only while it names them', async () => {
    const browser = new Browser();
    expect((await browser.signIn(world.node, undefined, headers)).json).toMatchObject({
      name: 'grace',
      method: 'proxy',
      role: 'viewer',
      scopes: ['read'],
    });
    expect((await session(world.node, browser, headers)).status).toBe(200);
    expect((await session(world.node, browser)).json.code).toBe('session-ended');
    const someoneElse = { ...headers, 'x-forwarded-user': 'linus' };
    expect((await session(world.node, browser, someoneElse)).json.code).toBe('session-ended');
    const roleless = { 'x-forwarded-user': 'grace' };
    expect((await new Browser().signIn(world.node, undefined, roleless)).json.code).toBe('role-missing');
    expect((await new Browser().signIn(world.node)).json.code).toBe('missing-key');
  });

  it('counts for nothing from another address, whatever the headers say about it', async () => {
    const node = await world.startNode({
      trustProxy: ['127.0.0.1'],
      session: { proxy: { addresses: ['10.0.0.0/8'] } },
    });
    const forged = { ...headers, 'x-forwarded-for': '10.0.0.1' };
    expect((await new Browser().signIn(node, undefined, forged)).json.code).toBe('missing-key');
    expect((await node.request('GET', '/v1/session/methods', { key: null, headers: forged })).json.proxy).toBe(false);
  });
});
