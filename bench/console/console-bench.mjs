// How long a member waits for the list of authorizations when there are 100,000 of them: the console in Chromium, on a hub whose
// database was filled.
import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { makeCredentials } from '../credentials.mjs';
import { median, start } from '../process.mjs';
import { createDatabase, engineNames } from '../vault/databases.mjs';
import { appId } from '../vault/merchants.mjs';
import { populate } from '../vault/populate.mjs';

const adminKey = `lpk_${'a'.repeat(43)}`;
/** That of `populate`. */
const masterKey = Buffer.alloc(32, 1).toString('base64');
const row = '.ant-table-tbody tr[data-row-key]';
/** The most rows that a request of the console may ask for. */
const mostRows = 200;

/** @param {string[]} asked `--engine` sqlite (default), postgres or mysql; `--size` authorizations; `--turns` */
export async function benchConsole(asked = []) {
  const { engine, size, turns } = readOptions(asked);
  const stub = start('./vault/stub-alipay.mjs');
  const server = start('./hub/server.mjs');
  const database = await createDatabase(engine);
  try {
    const { alipayPrivateKey, privateKey, alipayPublicKey } = await makeCredentials();
    const { port } = await stub.ask({ command: 'setUp', alipayPrivateKey });
    const alipay = { endpoint: `http://127.0.0.1:${port}`, privateKey, alipayPublicKey };
    const { milliseconds } = await populate(database, size, alipay);
    console.log(`${engine}: ${size} authorizations made in ${Math.round(milliseconds / 1_000)} s`);
    const { address } = await server.ask({
      command: 'startHub',
      adminKey,
      masterKey,
      url: database.url,
      console: true,
    });
    await addApplication(address, alipay);
    await untilIdle(server);
    const measured = await measure(address, { size, turns });
    await server.ask({ command: 'stop' });
    const results = { engine, size, turns, load: loadavg()[0], ...measured };
    printResults(results);
    return results;
  } finally {
    for (const child of [stub, server]) child.stop();
    await database.drop();
  }
}

function readOptions(asked) {
  const { values } = parseArgs({
    args: asked,
    options: {
      engine: { type: 'string', default: 'sqlite' },
      size: { type: 'string', default: '100000' },
      turns: { type: 'string', default: '7' },
    },
  });
  const [size, turns] = [Number(values.size), Number(values.turns)];
  if (!engineNames.includes(values.engine)) throw new Error(`--engine: expected ${engineNames.join(', ')}`);
  if (!Number.isSafeInteger(size) || size < 1_000) throw new Error('--size: expected a whole number, 1000 or more');
  if (!Number.isSafeInteger(turns) || turns < 1) throw new Error('--turns: expected a whole number, 1 or more');
  return { engine: values.engine, size, turns };
}

async function addApplication(address, { endpoint, privateKey, alipayPublicKey }) {
  const response = await fetch(`${address}/v1/apps`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    // A quarter of what `populate` makes is due: a hub that rotates 25,000 at once is another benchmark.
    body: JSON.stringify({ appId, endpoint, rotation: 'never', keys: { privateKey, alipayPublicKey } }),
  });
  if (response.status !== 201) throw new Error(`the application was not added: ${await response.text()}`);
}

async function measure(address, { size, turns }) {
  const executablePath =
    process.env.LINGPAI_CHROMIUM ?? execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  /** @type {Record<'first' | 'again' | 'filter' | 'next' | 'deadline' | 'search', number[]>} */
  const times = { first: [], again: [], filter: [], next: [], deadline: [], search: [] };
  let rows = 0;
  try {
    for (let turn = 0; turn < turns; turn += 1) {
      // Each turn has a browser profile of its own, without anything in its cache.
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      /** @type {Promise<{ authorizations: unknown[] }>[]} */
      const responses = [];
      page.on('response', (response) => {
        if (/\/v1\/(apps\/\w+\/authorizations|search)\?/.test(response.url())) responses.push(response.json());
      });
      await context.request.post(`${address}/v1/session`, { data: { key: adminKey } });
      const list = `${address}/authorizations`;
      times.first.push(await open(page, list));
      times.again.push(await open(page, list));
      times.filter.push(await choose(page, 'State', 'Active', 'state=active'));
      const next = page.getByRole('button', { name: 'Next page' });
      times.next.push(await act(page, () => next.click(), 'cursor='));
      const before = Date.now() + 200 * 86_400_000;
      times.deadline.push(await open(page, `${list}?deadlineBefore=${before}`));
      await open(page, list);
      const box = page.getByRole('searchbox').first();
      await box.fill(`shop-${size - 1 - turn}`);
      times.search.push(await act(page, () => box.press('Enter'), 'q='));
      for (const { authorizations } of await Promise.all(responses)) rows = Math.max(rows, authorizations.length);
      await context.close();
    }
  } finally {
    await browser.close();
  }
  if (rows > mostRows) throw new Error(`a request brought ${rows} rows; expected at most ${mostRows}`);
  return { rows, medians: Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)])) };
}

/** A hub that starts counts what it finds, hour by hour: waits until that is over. */
async function untilIdle(server) {
  const look = 2_000;
  for (let turn = 0; turn < 60; turn += 1) {
    await server.ask({ command: 'beginCpu' });
    await pause(look);
    const { cpu } = await server.ask({ command: 'endCpu' });
    if (cpu / 1_000 < look / 20) return;
  }
}

/** @returns milliseconds from the navigation to the first rows */
async function open(page, address) {
  await page.goto(address, { waitUntil: 'commit' });
  return page.evaluate(untilRows, { row, part: '' });
}

/** Chooses a filter. @returns milliseconds from the click to its rows */
async function choose(page, name, option, part) {
  await page.getByRole('combobox', { name }).click();
  const choice = page.locator('.ant-select-item-option').filter({ hasText: option }).first();
  await choice.waitFor();
  return act(page, () => choice.click(), part);
}

async function act(page, action, part) {
  const before = await page.evaluate(() => performance.now());
  await action();
  return (await page.evaluate(untilRows, { row, part })) - before;
}

/** In the page: resolves once rows are shown, nothing is loading, and the address names what was asked for. */
function untilRows({ row: selector, part }) {
  const end = performance.now() + 60_000;
  return new Promise((resolve, reject) => {
    const look = () => {
      if (performance.now() > end) reject(new Error(`no rows at ${location.href}: ${document.body.innerText}`));
      const isLoading = document.querySelector('.ant-spin-spinning, .ant-skeleton-active') !== null;
      if (location.search.includes(part) && !isLoading && document.querySelector(selector) !== null) {
        resolve(performance.now());
      } else requestAnimationFrame(look);
    };
    look();
  });
}

const labels = {
  first: 'the list, with nothing in the cache',
  again: 'the list, once more',
  filter: 'a filter by state that all match',
  next: 'the next page of it',
  deadline: 'those that expire within 200 days, opened by their address',
  search: 'a search by reference',
};

function printResults({ engine, size, turns, load, rows, medians }) {
  console.log(
    `${engine}, ${size} authorizations, ${turns} turns, load ${load.toFixed(1)}; at most ${rows} rows of a request`,
  );
  console.table(
    Object.entries(medians).map(([name, ms]) => ({
      'until its rows are shown': labels[name],
      ms: Math.round(ms),
    })),
  );
}
