// @ts-check
// Checks the built site: the size of the search indexes, what the search finds, and that no page asks another host for
// anything. With `--screenshots <folder>` it also stores how some pages look on a phone and on a desktop, light and dark.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { guideGroups } from './guide-pages.mjs';

const dist = fileURLToPath(new URL('../../site/dist/', import.meta.url));
const largestIndex = 1.5 * 1024 * 1024;
/** @type {readonly (readonly [folder: string, query: string])[]} */
const searches = ['', 'zh/'].flatMap((folder) =>
  ['app_auth_token', '换取应用授权令牌', 'alipay.open.auth.token.app'].map(
    (query) => /** @type {const} */ ([folder, query]),
  ),
);
/** @type {Readonly<Record<string, string>>} */
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.md': 'text/plain',
  '.txt': 'text/plain',
};
/** @type {string[]} */
const problems = [];

function checkIndexes() {
  const chunks = readdirSync(join(dist, 'assets/chunks')).filter((name) => name.includes('localSearchIndex'));
  if (chunks.length !== 2) problems.push(`expected two search indexes, found ${chunks.length}`);
  for (const name of chunks) {
    const size = gzipSync(readFileSync(join(dist, 'assets/chunks', name))).length;
    console.log(`${name}: ${Math.round(size / 1024)} KiB gzipped`);
    if (size > largestIndex) problems.push(`${name} has ${size} bytes gzipped`);
  }
}

/** Each guide is there in both languages, as a page and as Markdown, and programs find it in `llms.txt`. */
function checkGuides() {
  const overview = readFileSync(join(dist, 'llms.txt'), 'utf8');
  const names = guideGroups.flatMap(({ guides }) => guides.map(({ name }) => name));
  for (const name of names) {
    for (const file of ['', 'zh/'].flatMap((folder) => [`${folder}guide/${name}.html`, `${folder}guide/${name}.md`])) {
      if (!existsSync(join(dist, file))) problems.push(`there is no ${file}`);
    }
    if (!overview.includes(`(/guide/${name}.md)`)) problems.push(`llms.txt does not list ${name}`);
  }
  console.log(`guides: ${names.length} in two languages`);
}

/** @returns {Promise<{ origin: string, close: () => void }>} */
async function serve() {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const path = join(dist, decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname));
    if (!path.startsWith(dist) || !existsSync(path)) return void response.writeHead(404).end();
    response.setHeader('content-type', `${types[extname(path)] ?? 'application/octet-stream'}; charset=utf-8`);
    response.end(readFileSync(path));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

function chromiumPath() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const found = process.env.LINGPAI_CHROMIUM ?? paths.find((path) => existsSync(path));
  if (found === undefined) throw new Error('Chromium is missing: run scripts/install-chromium.sh');
  return found;
}

/** @param {import('playwright-core').Page} page @param {string} origin */
function watch(page, origin) {
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('data:')) problems.push(`${page.url()} asks for ${url}`);
  });
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${page.url()}: ${response.status()} for ${response.url()}`);
  });
}

/** @param {import('playwright-core').Page} page @param {string} origin */
async function checkSearches(page, origin) {
  for (const [folder, query] of searches) {
    await page.goto(`${origin}/${folder}guide/index.html`);
    await page.locator('.VPNavBarSearch button, .DocSearch-Button').first().click();
    await page.locator('.VPLocalSearchBox input').fill(query);
    const first = page.locator('.VPLocalSearchBox .result').first();
    await first.waitFor();
    const found = await page
      .locator('.VPLocalSearchBox .result')
      .evaluateAll((results) => results.map((result) => result.getAttribute('href') ?? ''));
    const expected = `/${folder}reference/alipay-open-auth-token`;
    const place = found.findIndex((href) => href.startsWith(expected));
    console.log(`search ${folder || 'en/'} ${query}: ${found.length} results, place ${place + 1}`);
    const enough = query === 'app_auth_token' ? found.length > 0 : place === 0;
    if (!enough) problems.push(`${folder} search for ${query} finds ${found.slice(0, 3).join(', ')}`);
  }
}

/** @param {import('playwright-core').Browser} browser @param {string} origin @param {string} folder */
async function takeScreenshots(browser, origin, folder) {
  mkdirSync(folder, { recursive: true });
  const paths = [
    '',
    'zh/',
    'reference/',
    'reference/alipay-trade.html',
    'zh/reference/alipay-open-auth-token.html',
    'zh/guide/client.html',
    'guide/mcp.html',
    'zh/guide/vault.html',
    'zh/guide/sandbox.html',
  ];
  for (const [device, width, height] of /** @type {const} */ ([
    ['phone', 390, 844],
    ['desktop', 1440, 900],
  ])) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme });
      watch(page, origin);
      for (const path of paths) {
        await page.goto(`${origin}/${path}`);
        const name = path.replaceAll('/', '-').replace('.html', '') || 'home';
        await page.screenshot({ path: join(folder, `${name}-${device}-${colorScheme}.png`) });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        if (wide) problems.push(`/${path} is wider than a ${device}`);
      }
      await page.close();
    }
  }
}

checkIndexes();
checkGuides();
const { origin, close } = await serve();
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
watch(page, origin);
await checkSearches(page, origin);
const [, , option, folder] = process.argv;
if (option === '--screenshots' && folder !== undefined) await takeScreenshots(browser, origin, folder);
await browser.close();
close();
for (const line of problems) console.error(line);
if (problems.length > 0) process.exit(1);
console.log('site: the search finds what it has to, and nothing is asked of another host');
