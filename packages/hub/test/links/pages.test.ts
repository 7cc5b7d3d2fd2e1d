import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageLanguage } from '../../src/pages/page-language.js';
import { HubWorld } from '../support/hub-world.js';

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());

const links = () => `/v1/apps/${world.appId}/links`;
const get = (path: string, language = '') =>
  world.node.request('GET', path, { key: null, headers: { 'accept-language': language } });

describe('the language of a page', () => {
  it.each([
    [null, 'en-US,en;q=0.9,zh;q=0.8', 'en'],
    [null, 'fr,zh-Hant;q=0.5,en;q=0.4', 'zh'],
    [null, 'en;q=0,de', 'zh'],
    [null, '', 'zh'],
    [null, undefined, 'zh'],
    ['zh', 'en', 'zh'],
    ['en', 'zh', 'en'],
  ] as const)('%s and %s: %s', (chosen, accepted, expected) => {
    expect(pageLanguage(chosen, accepted)).toBe(expected);
  });
});

describe('pages for merchants', () => {
  it('an address that leads nowhere is a page in the language of the browser', async () => {
    for (const path of ['/c/nothing-of-this-name', '/c/!', `/c/${'x'.repeat(100)}`]) {
      const { status, text } = await get(path, 'en');
      expect([status, text.includes('The link is not valid')]).toEqual([404, true]);
    }
    const unknown = await get('/callback/2021999999999999');
    expect([unknown.status, unknown.text.includes('链接无效')]).toEqual([404, true]);
    expect(unknown.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('hold no code, state or reference, permit no script, and are kept by no cache', async () => {
    const { json } = await world.node.request('POST', links(), { body: { reference: 'secret-shop' } });
    const code = world.consent('2021000000000041');
    const pages = [await get(new URL(json.page).pathname), await world.returnFrom(json.url, { app_auth_code: code })];
    for (const { text, headers } of pages) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; base-uri 'none'/);
      expect(policy).not.toContain('unsafe');
      for (const secret of ['secret-shop', code]) expect(text).not.toContain(secret);
    }
    expect(pages[1]?.text).not.toContain(world.stateOf(json.url));
  });

  it('a name of an application is text, whatever it contains', async () => {
    const name = '<img src=x onerror=alert(1)>"\'&';
    await world.node.request('PATCH', `/v1/apps/${world.appId}`, { body: { name } });
    const { json } = await world.node.request('POST', links(), { body: { reference: 'shop-name' } });
    const { text } = await get(new URL(json.page).pathname);
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  });

  it('a program that only asks whether the page is there has not opened the link', async () => {
    const { json } = await world.node.request('POST', links(), { body: { reference: 'shop-head' } });
    await world.node.request('HEAD', new URL(json.page).pathname, { key: null });
    expect((await world.node.request('GET', `${links()}/${json.id}`)).json.state).toBe('created');
  });

  it.each([
    ['no code', {}, 400, '没有授权信息'],
    ['a code that Alipay never issued', { app_auth_code: 'e'.repeat(32) }, 400, '授权无效'],
    ['another application', { app_id: '2021000000000009', app_auth_code: 'e'.repeat(32) }, 400, '授权无效'],
    ['a refusal', { error: 'access_denied' }, 200, '未授权'],
  ])('a merchant who comes back with %s is told so', async (_, query, status, title) => {
    const back = await get(`/callback/${world.appId}?${new URLSearchParams(query)}`);
    expect([back.status, back.text.includes(`<h1>${title}</h1>`)]).toEqual([status, true]);
  });
});
