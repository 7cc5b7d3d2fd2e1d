import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { EventReader } from '../support/event-reader.js';
import { adminKey, HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

const minute = 60_000;

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start({ settings: { events: { heartbeat: 50 } } });
  await world.startNode();
});
afterAll(() => world[Symbol.asyncDispose]());

async function signedIn(key = adminKey): Promise<Browser> {
  const browser = new Browser();
  const { status, text } = await browser.signIn(world.node, key);
  if (status !== 201) throw new Error(text);
  return browser;
}

const other = () => {
  const [, node] = world.nodes;
  if (node === undefined) throw new Error('there is no second node');
  return node;
};

describe('/v1/session', () => {
  it('signs in by API key, on every node, into a cookie that no script and no other site can use', async () => {
    const browser = new Browser();
    const signIn = await browser.signIn(world.node, adminKey);
    expect(signIn.json).toMatchObject({
      actor: 'key_admin',
      method: 'key',
      role: null,
      scopes: ['read', 'token', 'proxy', 'webhooks', 'manage'],
      appIds: null,
      applications: [{ appId: world.appId, isEnabled: true, isProduction: false }],
      idleTimeout: 30 * minute,
    });
    const [name] = browser.cookies.keys();
    expect(browser.received).toEqual([
      expect.stringMatching(/^lingpai=lps_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    expect(name).toBe('lingpai');
    const there = await browser.request(other(), 'GET', '/v1/session');
    expect(there.json).toEqual(signIn.json);
    expect((await browser.request(other(), 'GET', '/v1/keys')).status).toBe(200);
    expect(signIn.text).not.toContain('lps_');
  });

  it('over TLS, has a cookie that is sent over TLS only, and that no other host can set', async () => {
    const node = await world.startNode({ publicUrl: 'https://pay.example.com' });
    const browser = new Browser();
    await browser.signIn(node, adminKey);
    expect(browser.received[0]).toMatch(/^__Host-lingpai=lps_[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  it('says who an API key in the header is, which has no session', async () => {
    const key = await world.createKey(['read'], { appIds: [world.appId] });
    const { json } = await world.node.request('GET', '/v1/session', { key });
    expect(json).toMatchObject({
      id: null,
      csrfToken: null,
      method: 'bearer',
      scopes: ['read'],
      appIds: [world.appId],
    });
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example.com' };
    expect((await world.node.request('GET', '/v1/session', { key, headers })).status).toBe(200);
    expect((await world.node.request('DELETE', '/v1/session', { key })).json.code).toBe('conflict');
    expect((await world.node.request('GET', '/v1/session/methods', { key: null })).json).toEqual({
      key: true,
      oidc: null,
      proxy: false,
    });
  });

  it('permits what the key permits', async () => {
    const browser = await signedIn(await world.createKey(['read'], { appIds: ['2021000000009999'] }));
    expect((await browser.request(world.node, 'GET', '/v1/keys')).json.code).toBe('scope-missing');
    const path = `/v1/apps/${world.appId}/authorizations`;
    expect((await browser.request(world.node, 'GET', path)).json.code).toBe('application-not-permitted');
  });

  it('signs out on every node', async () => {
    const browser = await signedIn();
    const kept = new Map(browser.cookies);
    expect((await browser.request(world.node, 'DELETE', '/v1/session')).status).toBe(204);
    expect(browser.cookies.size).toBe(0);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await browser.request(other(), 'GET', '/v1/session')).json).toMatchObject({
      status: 401,
      code: 'session-ended',
    });
  });

  it('takes no token that a browser brings along: each sign-in makes a new one, and ends the one before', async () => {
    const planted = `lps_${'x'.repeat(43)}`;
    const browser = new Browser();
    browser.cookies.set('lingpai', planted);
    await browser.signIn(world.node, adminKey);
    const first = browser.cookies.get('lingpai');
    expect(first).not.toBe(planted);
    await browser.signIn(world.node, adminKey);
    expect(browser.cookies.get('lingpai')).not.toBe(first);
    const former = new Browser();
    former.cookies.set('lingpai', first ?? '');
    expect((await former.request(world.node, 'GET', '/v1/session')).json.code).toBe('session-ended');
    former.cookies.set('lingpai', planted);
    expect((await former.request(world.node, 'GET', '/v1/session')).json.code).toBe('session-ended');
  });

  it('changes nothing without the token of the session, or for a page of another origin', async () => {
    const browser = await signedIn();
    const { csrfToken = '' } = browser;
    const create = (headers: Record<string, string>, from = browser) =>
      from.request(world.node, 'POST', '/v1/keys', { body: { name: 'forged', scopes: ['read'] }, headers });
    const another = (await signedIn()).csrfToken ?? '';
    const wrongs: Record<string, string>[] = [
      { 'x-csrf-token': '' },
      { 'x-csrf-token': another },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ];
    for (const wrong of wrongs)
      expect((await create(wrong)).json, JSON.stringify(wrong)).toMatchObject({ code: 'cross-site' });
    const body = { name: 'by a browser', scopes: ['read'] };
    const cookie = `lingpai=${browser.cookies.get('lingpai')}`;
    const old = (headers: Record<string, string>) =>
      world.node.request('POST', '/v1/keys', {
        key: null,
        body,
        headers: { cookie, 'x-csrf-token': csrfToken, ...headers },
      });
    expect((await old({})).json.code).toBe('cross-site');
    expect((await old({ origin: 'https://elsewhere.example.com' })).json.code).toBe('cross-site');
    expect((await old({ origin: 'null' })).json.code).toBe('cross-site');
    expect((await old({ origin: world.node.address })).status).toBe(201);
    expect((await create({})).status).toBe(201);
    const foreign = await browser.request(world.node, 'GET', '/v1/keys', {
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(foreign.json.code).toBe('cross-site');
  });

  it('signs no browser in for a page of another origin', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await new Browser().signIn(world.node, adminKey, headers)).json.code).toBe('cross-site');
    const request = { key: null, body: { key: adminKey }, headers: { origin: 'https://elsewhere.example.com' } };
    expect((await world.node.request('POST', '/v1/session', request)).json.code).toBe('cross-site');
  });

  it('ends when its API key is revoked or expires, also for a stream that is open', async () => {
    const created = await world.node.request('POST', '/v1/keys', { body: { name: 'to revoke', scopes: ['read'] } });
    const browser = await signedIn(created.json.key);
    const headers = { cookie: `lingpai=${browser.cookies.get('lingpai')}`, 'sec-fetch-site': 'same-origin' };
    const stream = await EventReader.open(world.node.address, { key: null, headers });
    expect(stream.status).toBe(200);
    await world.node.request('DELETE', `/v1/keys/${created.json.id}`);
    expect((await browser.request(other(), 'GET', '/v1/session')).json.code).toBe('session-ended');
    await until('the stream has ended', () => stream.isEnded);
    const soon = await world.createKey(['read'], { expiresAt: Date.now() + 10 * minute });
    const short = await signedIn(soon);
    world.advance(11 * minute);
    expect((await short.request(world.node, 'GET', '/v1/session')).json.code).toBe('session-ended');
  });

  it('ends when the person does nothing for a while, and at last in any case', async () => {
    const [active, idle] = [await signedIn(), await signedIn()];
    const look = (browser: Browser, headers = {}) => browser.request(other(), 'GET', '/v1/session', { headers });
    for (let turn = 0; turn < 3; turn += 1) {
      world.advance(20 * minute);
      expect((await look(active)).status).toBe(200);
      const { json } = await look(idle, { 'x-lingpai-background': '1' });
      expect(json.code).toBe(turn === 0 ? undefined : 'session-ended');
    }
    for (let turn = 0; turn < 33; turn += 1) {
      world.advance(20 * minute);
      await look(active);
    }
    expect((await look(active)).json.code).toBe('session-ended');
  });

  it('refuses guesses of one address unread', async () => {
    const guess = () => new Browser().signIn(world.node, `lpk_${'g'.repeat(43)}`);
    for (let count = 0; count < 10; count += 1) expect((await guess()).json.code).toBe('invalid-key');
    expect((await guess()).json.code).toBe('too-many-failures');
    expect((await world.node.request('GET', '/v1/keys', { key: `lpk_${'h'.repeat(43)}` })).json.code).toBe(
      'too-many-failures',
    );
  });

  it('has its beginning and its end in the audit chain, and no token in the database or the log', async () => {
    const browser = await signedIn();
    const { id } = (await browser.request(world.node, 'GET', '/v1/session')).json;
    const token = browser.cookies.get('lingpai') ?? '';
    await browser.request(world.node, 'DELETE', '/v1/session');
    const { json } = await world.node.request('GET', '/v1/audit?limit=200');
    const about = json.links.filter((link: { detail: { sessionId?: string } }) => link.detail.sessionId === id);
    expect(about.map((link: { kind: string; detail: { by: string } }) => [link.kind, link.detail.by])).toEqual([
      ['signed-out', 'key_admin'],
      ['signed-in', 'key_admin'],
    ]);
    expect(await world.dump()).not.toContain(token);
    for (const { log } of world.nodes) expect(log.join('')).not.toContain(token);
  });
});
