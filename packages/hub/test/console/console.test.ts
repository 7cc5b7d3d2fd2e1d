import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '../../../sandbox/test/support/chromium.js';
import { findConsole } from '../../src/console/console-files.js';
import { HubWorld } from '../support/hub-world.js';
import { rawRequest } from '../support/raw-request.js';
import { until } from '../support/until.js';

const folder = resolve(import.meta.dirname, '../fixtures/console');

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start({ settings: { console: { folder }, publicMetrics: true } });
});
afterAll(() => world[Symbol.asyncDispose]());

const html = { accept: 'text/html,application/xhtml+xml' };
const get = (path: string, headers: Record<string, string> = {}) =>
  world.node.request('GET', path, { key: null, headers });

describe('the console', () => {
  it('is a page that is not kept, with a new nonce each time, whose policy permits nothing inline', async () => {
    const [first, second] = [await get('/'), await get('/', html)];
    const nonces = [first, second].map(({ headers, text }) => {
      const policy = headers.get('content-security-policy') ?? '';
      const [, nonce = ''] = /'nonce-([\w-]{22})'/.exec(policy) ?? [];
      expect(policy).toBe(
        `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
          "connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; report-uri /csp-reports",
      );
      expect(text.split(`nonce="${nonce}"`)).toHaveLength(4);
      expect(text).not.toContain('__LINGPAI_NONCE__');
      expect(headers.get('cache-control')).toBe('no-store');
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('names the scripts of the page that an address is for', async () => {
    const links = async (path: string) =>
      [
        ...(await get(path, html)).text.matchAll(/<link rel="modulepreload"[^>]*href="([^"]+)" nonce="[\w-]{22}">/g),
      ].map(([, script]) => script);
    const script = '/assets/authorization-page-1a2b3c.js';
    expect(await links('/authorizations/2021000000000001/2021000000000002')).toEqual([script]);
    expect(await links('/authorizations/2021000000000001/2021000000000002/?app=1')).toEqual([script]);
    for (const path of ['/', '/authorizations', '/authorizations/1/2/3']) expect(await links(path)).toEqual([]);
    expect((await get('/preloads.json')).status).toBe(404);
  });

  it('has files that browsers keep, compressed for those that can read that', async () => {
    const script = await get('/assets/index-1a2b3c.js', { 'accept-encoding': 'identity' });
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-encoding')).toBeNull();
    const compressed = await get('/assets/index-1a2b3c.js', { 'accept-encoding': 'gzip, br' });
    expect(compressed.headers.get('content-encoding')).toBe('gzip');
    expect(compressed.text).toBe(script.text);
    expect((await get('/icon.svg')).headers.get('content-type')).toBe('image/svg+xml');
  });

  it('serves no file outside of the folder, and no page for a missing one', async () => {
    const paths = [
      'index-0.js',
      '../index.html',
      '../../hub-node.mjs',
      '%2e%2e/%2e%2e/hub-node.mjs',
      '..%2findex.html',
      '',
    ];
    for (const path of paths) {
      const { status, text } = await rawRequest(world.node.address, `/assets/${path}`, { headers: html });
      expect([path, status, JSON.parse(text).code]).toEqual([path, 404, 'not-found']);
    }
    const odd = await rawRequest(world.node.address, '//', { headers: html });
    expect(odd.text).toContain('<title>The console</title>');
  });

  it('opens each of its pages by address, and shadows no route of the hub', async () => {
    for (const path of ['/authorizations/2021000000000001?tab=history', '/sign-in', '/v1x']) {
      expect((await get(path, html)).text, path).toContain('<title>The console</title>');
      expect((await get(path)).json, path).toMatchObject({ status: 404, code: 'not-found' });
    }
    const prefixes = [
      '/v1',
      '/v1/nothing',
      '/proxy/1/2',
      '/callback/',
      '/notify/1',
      '/c',
      '/c/',
      '/docs/nothing',
      '/assets',
    ];
    for (const path of [...prefixes, '/healthz/x', '/readyz/x', '/metrics/x', '/openapi.json/x', '/csp-reports']) {
      expect((await get(path, html)).text, path).not.toContain('<title>The console</title>');
    }
    expect((await get('/healthz', html)).status).toBe(200);
    expect((await world.node.request('POST', '/authorizations', { key: null, headers: html })).status).toBe(404);
  });

  it('takes no report at its word', async () => {
    const send = (body: string) =>
      world.node.request('POST', '/csp-reports', {
        key: null,
        body,
        headers: { 'content-type': 'application/csp-report' },
      });
    for (const body of ['', 'not JSON', '[]', '{"csp-report":{"effective-directive":"made-up\\n"}}']) {
      expect((await send(body)).status, body).toBe(204);
    }
    expect((await send(`{"csp-report":{"blocked-uri":"${'x'.repeat(20_000)}"}}`)).json.code).toBe('body-too-large');
    const { text } = await get('/metrics');
    expect(text).toContain('lingpai_policy_reports_total{directive="other"} 4');
    expect(text).not.toContain('made-up');
  });
});

describeInChromium('the console in a browser', () => {
  it('runs, and the browser reports what the policy refuses: counted, and logged without queries', async () => {
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(`${world.node.address}/authorizations/1?code=a-secret`);
    await page.getByText('/authorizations/1').waitFor();
    expect(await page.locator('main').evaluate((main) => getComputedStyle(main).color)).toBe('rgb(1, 2, 3)');
    await until('the report has arrived', async () =>
      (await get('/metrics')).text.includes('lingpai_policy_reports_total{directive="style-src-elem"} 1'),
    );
    const line = world.node.log.find((one) => one.includes('"directive":"style-src-elem"')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ blocked: 'inline', document: `${world.node.address}/authorizations/1` });
    expect(world.node.log.join('')).not.toContain('a-secret');
    await browser.close();
  });
});

describe('a hub without a console', () => {
  it('serves everything else, and says so at /', async () => {
    const node = await world.startNode({ console: { enabled: false } });
    const { status, text } = await node.request('GET', '/', { key: null, headers: html });
    expect([status, text]).toEqual([200, 'This is a Lingpai hub whose console is switched off (console.enabled).\n']);
    expect((await node.request('GET', '/authorizations', { key: null, headers: html })).json.code).toBe('not-found');
    expect((await node.request('GET', '/v1/session')).status).toBe(200);
  });

  it('is one whose publicUrl has a path, and says so', async () => {
    const { publicUrl } = await world.settings();
    const node = await world.startNode({ publicUrl: `${publicUrl}/lingpai`, console: { folder } });
    const { status, text } = await node.request('GET', '/', { key: null, headers: html });
    const sentence = 'it needs a publicUrl without a path';
    expect([status, text]).toEqual([200, `This is a Lingpai hub without a console: ${sentence}.\n`]);
    expect((await node.request('GET', '/assets/index-1a2b3c.js', { key: null })).status).toBe(404);
    expect(node.log.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 40, msg: `the console is not served: ${sentence}` }),
    );
  });

  it('does without the package, and refuses a folder without one', () => {
    expect(findConsole({ console: { enabled: true } }, () => undefined)).toBeUndefined();
    expect(findConsole({ console: { enabled: true } }, () => '/nowhere/dist')).toBeUndefined();
    expect(() => findConsole({ console: { enabled: true, folder: '/nowhere' } })).toThrow(
      "console.folder: expected a folder with the console's index.html, found none in /nowhere",
    );
  });
});
