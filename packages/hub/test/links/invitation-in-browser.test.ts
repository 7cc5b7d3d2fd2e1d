import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '../../../sandbox/test/support/chromium.js';
import { HubWorld } from '../support/hub-world.js';
import { returnVerifiers } from '../support/return-verifiers.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the page, of the grave kinds. */
async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger: the page's own policy permits no script.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> };
    };
    const found = (await axe.run()).violations;
    return found.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id }) => id);
  });
}

describeInChromium('a merchant in a browser', () => {
  let world: HubWorld;
  let browser: Browser;

  beforeAll(async () => {
    [world, browser] = await Promise.all([HubWorld.start(), launchChromium()]);
    await world.node.request('PATCH', `/v1/apps/${world.appId}`, { body: { name: '松风茶馆收银' } });
    return async () => {
      await browser.close();
      await world[Symbol.asyncDispose]();
    };
  });

  const links = () => `/v1/apps/${world.appId}/links`;
  const invite = async (body: object) => (await world.node.request('POST', links(), { body })).json;
  const stateOf = async (id: string) => (await world.node.request('GET', `${links()}/${id}`)).json.state;

  /** A page, and what it must not do: break its policy, or ask another address for anything. */
  async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<Visit> {
    const context = await browser.newContext({ locale: 'zh-CN', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    const troubles: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('status of')) troubles.push(message.text());
    });
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      const isOurs = origin === world.node.address || origin === world.sandbox.endpoint;
      if (!isOurs && pathname !== '/favicon.ico') troubles.push(request.url());
    });
    return { context, page, troubles, [Symbol.asyncDispose]: () => context.close() };
  }

  it('reads the invitation, authorizes at the computer, and is told that it worked', async () => {
    const link = await invite({ reference: 'browser-1' });
    await using visit = await open();
    const { page, troubles } = visit;
    await page.goto(link.page);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('授权“松风茶馆收银”为您提供服务');
    expect(await stateOf(link.id)).toBe('opened');
    await page.getByRole('link', { name: '前往支付宝授权' }).click();
    await page.getByRole('link', { name: 'West Lake Books' }).click();
    await page.getByRole('button', { name: 'Consent' }).click();
    await page.getByRole('heading', { name: '授权成功' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await stateOf(link.id)).toBe('authorized');
    await page.goto(link.page);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('授权已完成');
    expect(troubles).toEqual([]);
  });

  it('comes back to a page of another origin, with an outcome that its example verifies once', async () => {
    await using shop = await startShop();
    const app = `/v1/apps/${world.appId}`;
    await world.node.request('PATCH', app, { body: { returnUrls: [shop.url] } });
    const { json } = await world.node.request('POST', `${app}/return-secret`);
    const link = await invite({ reference: 'browser-6', returnTo: `${shop.url}/done` });
    await using visit = await open();
    const { page } = visit;
    await page.goto(link.page);
    await page.getByRole('link', { name: '前往支付宝授权' }).click();
    await page.getByRole('link', { name: 'West Lake Books' }).click();
    await page.getByRole('button', { name: 'Consent' }).click();
    await page.getByText('back in the shop').waitFor();
    expect(page.url().startsWith(`${shop.url}/done?lingpai_id=ret_`)).toBe(true);
    expect(shop.referrers).toEqual([undefined]);
    const returned = { address: page.url(), secret: json.secret, now: Date.now() };
    const [first = '', second] = await returnVerifiers.js([returned, returned]);
    expect(JSON.parse(first)).toMatchObject({ outcome: 'authorized', linkId: link.id, reference: 'browser-6' });
    expect(second).toBe('refused: it was used before');
  });

  it('authorizes on the phone by the address in the QR code', async () => {
    const link = await invite({ reference: 'browser-2', language: 'en' });
    await using visit = await open({ viewport: { width: 390, height: 844 } });
    const { page } = visit;
    await page.goto(link.page);
    const button = page.getByRole('link', { name: 'Open Alipay on this phone' });
    expect(await button.getAttribute('href')).toBe(link.qrPayload);
    await button.click();
    await page.getByRole('link', { name: 'Harbour Noodles' }).click();
    await page.getByRole('button', { name: 'Consent' }).click();
    await page.getByRole('heading', { name: 'The authorization is complete' }).waitFor();
    expect(await stateOf(link.id)).toBe('authorized');
  });

  it('declines, and thinks again', async () => {
    const link = await invite({ reference: 'browser-3' });
    await using visit = await open();
    const { page } = visit;
    await page.goto(link.url);
    await page.getByRole('link', { name: 'West Lake Books' }).click();
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByRole('heading', { name: '未授权' }).waitFor();
    expect(await stateOf(link.id)).toBe('declined');
    await page.getByRole('link', { name: '重新授权' }).click();
    await page.getByText('您上次没有同意授权').waitFor();
    await page.getByRole('link', { name: '前往支付宝授权' }).waitFor();
  });

  it('chooses the other language, and is not asked for one', async () => {
    const link = await invite({ reference: 'browser-4' });
    await using visit = await open({ locale: 'fr-FR' });
    const { page } = visit;
    await page.goto(link.page);
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Authorize “松风茶馆收银”' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it.each([
    { width: 390, colorScheme: 'light' },
    { width: 390, colorScheme: 'dark' },
    { width: 1440, colorScheme: 'light' },
    { width: 1440, colorScheme: 'dark' },
  ] as const)('can read and use the page at $width px in a $colorScheme scheme', async ({ width, colorScheme }) => {
    const link = await invite({ reference: 'browser-5' });
    await using visit = await open({ colorScheme, viewport: { width, height: 900 } });
    const { page, troubles } = visit;
    await page.goto(link.page);
    expect(await violations(page)).toEqual([]);
    const isWider = () => document.documentElement.scrollWidth > innerWidth;
    expect(await page.evaluate(isWider)).toBe(false);
    const code = await page.getByRole('img', { name: '支付宝授权二维码' }).boundingBox();
    expect(code?.width).toBeGreaterThan(200);
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
    expect(outline).toBe('solid');
    await world.node.request('DELETE', `${links()}/${link.id}`);
    await page.goto(link.page);
    expect(await violations(page)).toEqual([]);
    expect(troubles).toEqual([]);
  });
});

/** A page of the caller's own, on an origin of its own. */
async function startShop() {
  const referrers: (string | undefined)[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    if (url.startsWith('/done')) referrers.push(headers.referer);
    response.end('back in the shop');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    referrers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Visit extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly troubles: string[];
}
