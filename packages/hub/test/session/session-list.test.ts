import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { adminKey, HubWorld } from '../support/hub-world.js';

const minute = 60_000;

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start();
  await world.startNode();
});
afterAll(() => world[Symbol.asyncDispose]());

async function signedIn(key = adminKey): Promise<Browser> {
  const browser = new Browser();
  await browser.signIn(world.node, key);
  return browser;
}

describe('/v1/sessions', () => {
  interface Listed {
    readonly id: string;
    readonly name: string;
    readonly method: string;
    readonly isOwn: boolean;
  }

  const list = async (browser: Browser, query = ''): Promise<{ sessions: Listed[]; next: string | null }> =>
    (await browser.request(world.node, 'GET', `/v1/sessions?${query}`)).json;

  it('lists who is signed in, newest first, page by page; not whose key was revoked or whose time is over', async () => {
    const created = await world.node.request('POST', '/v1/keys', { body: { name: 'leaver', scopes: ['read'] } });
    const stays = await world.node.request('POST', '/v1/keys', { body: { name: 'colleague', scopes: ['read'] } });
    await signedIn(await world.createKey(['read']));
    world.advance(31 * minute);
    await signedIn(created.json.key);
    await signedIn(stays.json.key);
    const admin = await signedIn();
    expect((await list(admin)).sessions.map(({ name }) => name)).toEqual(['admin (settings)', 'colleague', 'leaver']);
    await world.node.request('DELETE', `/v1/keys/${created.json.id}`);
    const { sessions, next } = await list(admin);
    expect(next).toBe(null);
    expect(sessions).toEqual([
      expect.objectContaining({ name: 'admin (settings)', method: 'key', role: null, isOwn: true }),
      expect.objectContaining({ name: 'colleague', actor: stays.json.id, isOwn: false }),
    ]);
    const first = await list(admin, 'limit=1');
    const second = await list(admin, `limit=1&cursor=${first.next}`);
    expect([...first.sessions, ...second.sessions]).toEqual(sessions);
    expect(JSON.stringify(sessions)).not.toContain('lps_');
  });

  it("ends another's session at once on every node, and records who did", async () => {
    const key = await world.createKey(['read']);
    const browser = await signedIn(key);
    const { id, actor } = (await browser.request(world.node, 'GET', '/v1/session')).json;
    const admin = await signedIn();
    const end = () => admin.request(world.node, 'DELETE', `/v1/sessions/${id}`);
    expect((await end()).status).toBe(204);
    expect((await browser.request(world.nodes[1] ?? world.node, 'GET', '/v1/session')).json.code).toBe('session-ended');
    expect((await end()).json).toMatchObject({ status: 404, code: 'not-found' });
    expect((await list(admin)).sessions.some((one) => one.id === id)).toBe(false);
    const { json } = await world.node.request('GET', '/v1/audit?limit=200');
    const ended = json.links.filter(({ kind }: { kind: string }) => kind === 'session-ended');
    expect(ended.map(({ detail }: { detail: unknown }) => detail)).toEqual([{ sessionId: id, actor, by: 'key_admin' }]);
  });

  it('takes a key for every application', async () => {
    const key = await world.createKey(['manage'], { appIds: [world.appId] });
    for (const [method, path] of [
      ['GET', '/v1/sessions'],
      ['DELETE', '/v1/sessions/session_1'],
    ] as const) {
      expect((await world.node.request(method, path, { key })).json.code).toBe('application-not-permitted');
    }
  });
});
