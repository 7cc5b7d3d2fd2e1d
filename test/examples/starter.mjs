import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const merchant = { authAppId: '2021900000000221', userId: '2088900000000022' };

/**
 * An example that runs as its README says, with a sandbox of its own.
 *
 * @typedef {object} Launch
 * @property {string} command
 * @property {readonly string[]} parameters
 * @property {string} [cwd]
 * @property {Readonly<Record<string, string>>} [env]
 */
export class Starter {
  process;
  output = '';
  errors = '';
  service = '';
  sandbox = '';
  #exited;

  /** @param {Launch} launch */
  constructor({ command, parameters, cwd, env }) {
    this.process = spawn(command, parameters, {
      cwd,
      // Any free ports: examples may run at the same time.
      env: { ...process.env, PORT: '0', SANDBOX_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exited = once(this.process, 'close');
    this.process.stdout.setEncoding('utf8').on('data', (text) => (this.output += text));
    this.process.stderr.setEncoding('utf8').on('data', (text) => (this.errors += text));
  }

  /** @param {string} text */
  async untilPrinted(text) {
    while (!this.output.includes(text)) {
      const hasEnded = await Promise.race([
        this.#exited.then(() => true),
        once(this.process.stdout, 'data').then(() => false),
      ]);
      if (hasEnded && !this.output.includes(text)) throw new Error(`ended without "${text}": ${this.errors}`);
    }
  }

  /** Until it has printed its addresses. */
  async ready() {
    await this.untilPrinted('Ctrl-C stops both.');
    [, this.service = ''] = this.output.match(/The service: +(\S+)/) ?? [];
    [, this.sandbox = ''] = this.output.match(/Alipay's dashboard: +(\S+)/) ?? [];
  }

  async exitCode() {
    await this.#exited;
    return this.process.exitCode;
  }

  /**
   * Gets a page of the service, or of an absolute address; with a form, posts it.
   *
   * @param {string} path
   * @param {Readonly<Record<string, string>>} [form]
   */
  async open(path, form) {
    const posted = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
    const response = await fetch(new URL(path, this.service), { redirect: 'manual', ...posted });
    const location = response.headers.get('location') ?? '';
    return { status: response.status, location, text: await response.text() };
  }

  /** @param {string} path @param {object} [body] without one: GET */
  async control(path, body) {
    const headers = { 'content-type': 'application/json' };
    const posted = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${this.sandbox}/sandbox/${path}`, posted);
    assert.equal(response.status, 200);
    return response.json();
  }

  /**
   * What the merchant's browser does on Alipay's pages.
   *
   * @param {'consent' | 'decline'} decision
   * @param {string} shop
   * @returns {Promise<string>} where the browser is sent
   */
  async decide(decision, shop) {
    const { location } = await this.open(`/invite?shop=${encodeURIComponent(shop)}`);
    const address = `${location}&merchant=${merchant.userId}`;
    const { text } = await this.open(address);
    const [, token = ''] = text.match(/name="form_token" value="([^"]+)"/) ?? [];
    return (await this.open(address, { form_token: token, auth_app_id: merchant.authAppId, decision })).location;
  }

  /** Waits for a state: a notification arrives when Alipay has sent it. @param {string} path @param {string} text */
  async untilShown(path, text) {
    while (!withoutComments((await this.open(path)).text).includes(text)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** React separates texts by comments, and escapes in a way of its own. @param {string} html */
const withoutComments = (html) =>
  html
    .replaceAll('<!-- -->', '')
    .replaceAll(/&#x([\da-f]+);/g, (_, code) => `&#${Number.parseInt(code, 16)};`)
    .replaceAll('&lt;', '&#60;')
    .replaceAll('&gt;', '&#62;')
    .replaceAll('&amp;', '&#38;');

/**
 * What every example does, whatever its framework is. It is called within `describe` of Vitest or of `node:test`.
 *
 * @param {{ it: Function, before: Function, after: Function }} runner
 * @param {Launch | (() => Promise<Launch>)} launch
 */
export function starterBehaviour({ it, before, after }, launch) {
  /** @type {Starter} */
  let starter;

  before(async () => {
    starter = new Starter(typeof launch === 'function' ? await launch() : launch);
    await starter.ready();
  });
  after(() => starter?.process.kill('SIGKILL'));

  it('charges the customer of a merchant who consented, and refunds', async () => {
    const callback = await starter.decide('consent', '<West & Lake>');
    for (const _ of ['once', 'twice']) {
      const { status, location } = await starter.open(callback);
      assert.deepEqual([status, location], [303, `${starter.service}/`]);
    }
    const list = withoutComments((await starter.open('/')).text);
    assert.ok(list.includes(`&#60;West &#38; Lake&#62; ${merchant.authAppId} active`), list);

    const charged = await starter.open('/charges', { merchant: merchant.authAppId, amount: '12.50' });
    assert.equal(charged.status, 303);
    const order = charged.location;
    const { text } = await starter.open(order);
    assert.ok(withoutComments(text).includes('<h1>12.50 yuan: WAIT_BUYER_PAY</h1>'), text);
    assert.match(text, /<svg xmlns="[^"]+" width="240"|<img src="data:image\/png;base64,/);

    const { trades } = await starter.control('trades');
    const trade = trades.find(({ outTradeNo }) => order.endsWith(outTradeNo));
    assert.deepEqual(
      [trade.authAppId, trade.sellerId, trade.totalAmount],
      [merchant.authAppId, merchant.userId, '12.50'],
    );
    await starter.control(`trades/${trade.tradeNo}/pay`, {});
    await starter.untilShown(order, '12.50 yuan: TRADE_SUCCESS');

    assert.equal((await starter.open(`${order}/refund`, {})).status, 303);
    await starter.untilShown(order, '12.50 yuan: TRADE_CLOSED');

    const { applications } = await starter.control('applications');
    await starter.control('cancellations', { appId: applications[0].appId, authAppId: merchant.authAppId });
    await starter.untilShown('/', `${merchant.authAppId} cancelled`);
    const refused = await starter.open('/charges', { merchant: merchant.authAppId, amount: '1.00' });
    assert.equal(refused.status, 502);
    assert.ok(refused.text.includes('Refused: cancelled'), refused.text);
  });

  it('offers another invitation to a merchant who declines', async () => {
    const { text } = await starter.open(await starter.decide('decline', 'lake'));
    assert.ok(text.includes('<h1>未授权</h1>'), text);
    const [, link = ''] = text.match(/href="([^"]+)">重新授权/) ?? [];
    assert.ok(link.startsWith(`${starter.sandbox}/page/message/tasksDetail`), link);
  });

  for (const query of ['', '?app_auth_code=made-up']) {
    it(`refuses a callback that Alipay did not cause: "${query}"`, async () => {
      const { applications } = await starter.control('applications');
      assert.equal((await starter.open(`/alipay/callback/${applications[0].appId}${query}`)).status, 400);
    });
  }

  it('does not say whose an authorization is that comes without its state', async () => {
    const callback = new URL(await starter.decide('consent', 'lake'));
    callback.searchParams.delete('state');
    const { status, text } = await starter.open(callback.href);
    assert.deepEqual([status, text.includes('<h1>授权已收到</h1>')], [200, true]);
  });

  const incomplete = { 'no merchant': { amount: '8.80' }, 'no form': {} };
  for (const [name, form] of Object.entries({
    ...incomplete,
    'an amount without fen': { merchant: merchant.authAppId, amount: '8' },
  })) {
    it(`refuses a charge with ${name}`, async () => {
      assert.equal((await starter.open('/charges', form)).status, 400);
    });
  }

  it('has no page for an order that it does not know', async () => {
    assert.equal((await starter.open('/orders/order_7')).status, 404);
    assert.equal((await starter.open('/orders/order_7/refund', {})).status, 404);
  });

  it('does not believe a forged notification', async () => {
    const { applications } = await starter.control('applications');
    const forged = { notify_type: 'trade_status_sync', out_trade_no: '1', trade_status: 'TRADE_SUCCESS', sign: 'AA==' };
    const { status, text } = await starter.open(`/alipay/notify/${applications[0].appId}`, forged);
    assert.deepEqual([status, text], [400, 'fail']);
  });

  it('stops the service and the sandbox on SIGTERM', async () => {
    starter.process.kill('SIGTERM');
    assert.equal(await starter.exitCode(), 0);
    await assert.rejects(fetch(starter.sandbox), { message: 'fetch failed' });
    await assert.rejects(fetch(starter.service), { message: 'fetch failed' });
  });
}

/**
 * An example with `--production`, which takes its settings from the environment.
 *
 * @param {{ it: Function }} runner
 * @param {Launch} launch
 */
export function productionBehaviour({ it }, { command, parameters }) {
  const launch = (env) => new Starter({ command, parameters: [...parameters, '--production'], env });

  it('names what the environment lacks', async () => {
    const starter = launch({ BASE_URL: 'https://isv.example.com', ALIPAY_APP_ID: '' });
    assert.equal(await starter.exitCode(), 1);
    assert.ok(starter.errors.includes('ALIPAY_APP_ID: set it in the environment'), starter.errors);
  });

  it('listens with the settings of the environment, and stops on SIGTERM', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'starter-'));
    const baseUrl = `http://127.0.0.1:${await freePort()}`;
    const [{ privateKey }, { publicKey }] = [rsaPair(), rsaPair()];
    const starter = launch({
      BASE_URL: baseUrl,
      ALIPAY_APP_ID: '2021000000000001',
      ALIPAY_PRIVATE_KEY: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
      ALIPAY_PUBLIC_KEY: String(publicKey.export({ format: 'pem', type: 'spki' })),
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      DATA_FOLDER: folder,
    });
    try {
      await starter.untilPrinted(`Listening for ${baseUrl}`);
      const { headers } = await fetch(`${baseUrl}/invite`, { redirect: 'manual' });
      assert.ok(headers.get('location')?.startsWith('https://b.alipay.com/page/message/tasksDetail?bizData='));
      starter.process.kill('SIGTERM');
      await starter.exitCode();
      assert.equal(starter.errors, '');
      await assert.rejects(fetch(baseUrl), { message: 'fetch failed' });
    } finally {
      starter.process.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

const rsaPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A port that systems do not give to connections, nor to servers that ask for any. */
export async function freePort() {
  for (;;) {
    const server = createServer().listen(randomInt(20_000, 32_768), '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    server.close();
    await once(server, 'close');
    return port;
  }
}
