import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());

const links = () => `/v1/apps/${world.appId}/links`;
const preview = (query: Record<string, string>, options = {}) =>
  world.node.request('GET', `${links()}/preview?${new URLSearchParams(query)}`, options);
const create = async (body: object) => (await world.node.request('POST', links(), { body })).json;

describe('GET /v1/apps/:appId/links/preview', () => {
  it('shows the page that the merchant opens, and does not open the link', async () => {
    const link = await create({ reference: 'shop-1', language: 'en' });
    const { status, text, headers } = await preview({ linkId: link.id });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const unchanged = (await world.node.request('GET', `${links()}/${link.id}`)).json;
    expect(unchanged).toEqual(link);
    const { json } = await world.node.request('GET', '/v1/events');
    expect(json.events.map(({ type }: { type: string }) => type)).toEqual(['link.created']);
    const opened = await world.node.request('GET', new URL(link.page).pathname, { key: null });
    expect(text).toBe(opened.text.replace('<main>', '<main inert>'));
    expect(text).not.toBe(opened.text);
  });

  it('may be framed by pages of the hub, unlike the page itself and every other response', async () => {
    const link = await create({ reference: 'shop-2' });
    const { headers } = await preview({ linkId: link.id });
    const policy = headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; /);
    expect(policy).toMatch(/; frame-ancestors 'self'; sandbox$/);
    const others = await Promise.all([
      world.node.request('GET', new URL(link.page).pathname, { key: null }),
      world.node.request('GET', `${links()}/${link.id}`),
      preview({ linkId: 'nothing-of-this-name' }),
    ]);
    expect(others.map(({ status }) => status)).toEqual([200, 200, 404]);
    for (const other of others)
      expect(other.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('shows that of a link which could be created', async () => {
    const before = (await world.node.request('GET', links())).text;
    const { text } = await preview({ language: 'zh', expiresIn: '86400' });
    expect(text).toContain('<h1>支付宝授权</h1>');
    const [, time = ''] = /<time datetime="([^"]+)"/.exec(text) ?? [];
    expect(Math.abs(Date.parse(time) - Date.now() - 86_400_000)).toBeLessThan(600_000);
    expect((await world.node.request('GET', links())).text).toBe(before);
  });

  it('shows why a link can no longer be used', async () => {
    const link = await create({ reference: 'shop-3', language: 'en' });
    await world.node.request('DELETE', `${links()}/${link.id}`);
    expect(await preview({ linkId: link.id })).toMatchObject({
      status: 200,
      text: expect.stringContaining('The link was revoked'),
    });
  });

  it('is for those who may read the links', async () => {
    const link = await create({ reference: 'shop-4' });
    expect((await preview({ linkId: link.id }, { key: null })).status).toBe(401);
    const key = await world.createKey(['proxy']);
    expect((await preview({ linkId: link.id }, { key })).json.code).toBe('scope-missing');
    const other = world.sandbox.app('certificate');
    const path = `/v1/apps/${other.appId}/links/preview?linkId=${link.id}`;
    expect((await world.node.request('GET', path)).status).toBe(404);
    expect((await preview({ expiresIn: '59' })).json.code).toBe('invalid-request');
  });
});
